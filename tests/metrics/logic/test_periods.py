from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, strategies as st

from metrics.logic.periods import Quarter, change, parse_quarter, quarter_of

days = st.dates(date(1990, 1, 1), date(2090, 12, 31))
months = st.integers(1, 12)
quarters = st.builds(Quarter, st.integers(1990, 2090), st.integers(1, 4), months)


@given(days, months)
def test_a_day_lies_in_its_quarter(day, first_month):
    quarter = quarter_of(day, first_month)
    assert quarter.starts_on <= day <= quarter.ends_on


@given(quarters)
def test_the_first_and_last_day_lead_back_to_the_quarter(quarter):
    assert quarter_of(quarter.starts_on, quarter.first_month) == quarter
    assert quarter_of(quarter.ends_on, quarter.first_month) == quarter


@given(quarters)
def test_quarters_follow_each_other_without_gap(quarter):
    assert quarter.shifted(1).starts_on == quarter.ends_on + timedelta(days=1)
    assert quarter.shifted(1).shifted(-1) == quarter


@given(quarters)
def test_four_quarters_are_a_year_named_by_its_end(quarter):
    first, *_, last = (
        Quarter(quarter.year, number, quarter.first_month) for number in (1, 2, 3, 4)
    )
    assert first.starts_on.month == quarter.first_month
    assert last.ends_on.year == quarter.year


@given(quarters)
def test_the_code_reads_back(quarter):
    assert parse_quarter(quarter.code, quarter.first_month) == quarter


@pytest.mark.parametrize(
    "code", ["", "2026", "2026-Q5", "2026-Q0", "26-Q1", "2026-q1", "2026-Q1 ", "\u0662026-Q1"]
)
def test_what_names_no_quarter_is_none(code):
    assert parse_quarter(code) is None


def test_a_fiscal_year_from_october_is_named_by_the_year_in_which_it_ends():
    quarter = quarter_of(date(2025, 11, 3), first_month=10)
    assert quarter.code == "2026-Q1"
    assert (quarter.starts_on, quarter.ends_on) == (date(2025, 10, 1), date(2025, 12, 31))


def test_the_bounds_are_midnights_of_the_organization():
    berlin = ZoneInfo("Europe/Berlin")
    quarter = Quarter(2026, 1)
    assert quarter.starts_at(berlin) == datetime(2026, 1, 1, tzinfo=berlin)
    assert quarter.ends_at(berlin).isoformat() == "2026-04-01T00:00:00+02:00"


def test_back_gives_the_quarters_in_order_of_time():
    assert [each.code for each in Quarter(2026, 2).back(4)] == [
        "2025-Q3",
        "2025-Q4",
        "2026-Q1",
        "2026-Q2",
    ]


@given(st.integers(0, 10_000), st.integers(1, 10_000))
def test_a_change_leads_from_before_to_now(value, before):
    moved = change(value, before)
    assert before + moved.difference == value
    assert moved.percent == pytest.approx((value / before - 1) * 100)
    assert moved.direction == (value > before) - (value < before)


def test_there_is_no_percentage_of_nothing():
    assert change(3, 0).percent is None


@pytest.mark.parametrize(("value", "before"), [(None, 1), (1, None), (None, None)])
def test_an_unknown_number_has_no_change(value, before):
    assert change(value, before) is None
