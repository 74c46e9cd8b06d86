"""Months are whole weeks; what takes place lies on each day that it touches."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, strategies as st

from training.logic.months import Month, Span, by_day, month_of, read_month

months = st.builds(Month, st.integers(1001, 2998), st.integers(1, 12))


@given(months)
def test_a_month_is_written_as_it_is_read_and_lies_between_its_neighbours(month):
    assert read_month(str(month)) == month
    assert month.next.previous == month.previous.next == month
    assert month_of(month.first_day) == month


@given(months)
def test_weeks_begin_on_monday_and_hold_every_day_of_the_month(month):
    days = [day for week in month.weeks for day in week]

    assert {week[0].weekday() for week in month.weeks} == {0}
    assert days == [days[0] + dt.timedelta(days=n) for n in range(len(days))]
    own = [day for day in days if day in month]
    assert own[0] == month.first_day
    assert own[-1] == month.next.first_day - dt.timedelta(days=1)


@pytest.mark.parametrize(
    "text", ["", "2026", "2026-13", "2026-1", "0026-11", "2026-11-01", "9999-12"]
)
def test_anything_else_is_no_month(text):
    assert read_month(text) is None


def at(day: int, hour: int) -> dt.datetime:
    return dt.datetime(2026, 11, day, hour, tzinfo=dt.UTC)


def test_what_lasts_lies_on_each_of_its_days_in_the_order_given():
    days = [dt.date(2026, 11, day) for day in (2, 3, 4, 5)]
    spans = [
        Span("from before until midnight", at(1, 9), at(4, 0)),
        Span("an hour", at(3, 9), at(3, 10)),
        Span("no time at all", at(5, 0), at(5, 0)),
    ]

    placed = by_day(spans, days)

    assert list(placed.values()) == [
        ["from before until midnight"],
        ["from before until midnight", "an hour"],
        [],
        ["no time at all"],
    ]
