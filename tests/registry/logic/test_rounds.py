"""The days of the rounds: three of days, then half-years of months."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, strategies as st

from registry.logic.rounds import day_of_round, round_reached

START = dt.date(2026, 1, 31)


@pytest.mark.parametrize(
    ("number", "day"),
    [
        (1, dt.date(2026, 3, 2)),
        (2, dt.date(2026, 5, 1)),
        (3, dt.date(2026, 7, 30)),
        (4, dt.date(2027, 1, 31)),
        (5, dt.date(2027, 7, 31)),
        (6, dt.date(2028, 1, 31)),
    ],
)
def test_a_round_has_its_day(number, day):
    assert day_of_round(START, number) == day
    assert round_reached(START, day) == number
    assert round_reached(START, day - dt.timedelta(days=1)) == number - 1


@given(st.dates(dt.date(2015, 1, 1), dt.date(2030, 1, 1)), st.integers(min_value=0, max_value=4000))
def test_the_round_reached_is_the_last_whose_day_has_come(start, days):
    today = start + dt.timedelta(days=days)
    number = round_reached(start, today)

    assert number == 0 or day_of_round(start, number) <= today
    assert day_of_round(start, number + 1) > today
