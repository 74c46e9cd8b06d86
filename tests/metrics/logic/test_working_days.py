from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, strategies as st

from metrics.logic.working_days import nth_working_day

DAYS = st.dates(dt.date(2000, 1, 1), dt.date(2100, 1, 1))


@pytest.mark.parametrize(
    ("first", "count", "expected"),
    [
        (dt.date(2026, 10, 1), 1, dt.date(2026, 10, 1)),
        (dt.date(2026, 10, 1), 3, dt.date(2026, 10, 5)),
        (dt.date(2027, 1, 2), 1, dt.date(2027, 1, 4)),
        (dt.date(2026, 7, 1), 20, dt.date(2026, 7, 28)),
    ],
)
def test_weekends_are_no_working_days(first, count, expected):
    assert nth_working_day(first, count) == expected


@given(DAYS, st.integers(1, 40))
def test_as_many_weekdays_lie_between_as_were_asked_for(first, count):
    found = nth_working_day(first, count)
    days = [first + dt.timedelta(days=n) for n in range((found - first).days + 1)]
    assert sum(day.isoweekday() <= 5 for day in days) == count
    assert found.isoweekday() <= 5


@pytest.mark.parametrize("count", [0, -1])
def test_there_is_no_working_day_before_the_first(count):
    with pytest.raises(ValueError, match="no working day"):
        nth_working_day(dt.date(2026, 1, 1), count)
