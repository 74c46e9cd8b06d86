"""Pure: working days, as far as every calendar agrees: holidays differ from place to place."""

from __future__ import annotations

import datetime as dt
from typing import Final

FIRST_OF_WEEKEND: Final = 5
DAY: Final = dt.timedelta(days=1)


def is_working_day(day: dt.date) -> bool:
    """Monday to Friday."""
    return day.weekday() < FIRST_OF_WEEKEND


def nth_working_day(first: dt.date, count: int) -> dt.date:
    """The `count`-th working day from `first` on; ValueError below 1."""
    if count < 1:
        message = f"There is no working day number {count}."
        raise ValueError(message)
    day = first
    while True:
        count -= is_working_day(day)
        if not count:
            return day
        day += DAY
