"""When a model in service is reviewed: 30, 90 and 180 days after go-live, then half-yearly."""

from __future__ import annotations

import datetime as dt
from typing import Final

from dateutil.relativedelta import relativedelta

FIRST_DAYS: Final = (30, 90, 180)
MONTHS_BETWEEN: Final = 6
DAYS_TO_REPORT: Final = 14


def day_of_round(live_since: dt.date, number: int) -> dt.date:
    """The day of a round, counted from one: the fourth comes a year after going live."""
    if number <= len(FIRST_DAYS):
        return live_since + dt.timedelta(days=FIRST_DAYS[number - 1])
    halves = number - len(FIRST_DAYS) + 1
    return live_since + relativedelta(months=MONTHS_BETWEEN * halves)


def round_reached(live_since: dt.date, today: dt.date) -> int:
    """The latest round whose day has come; 0 before the first."""
    number = 0
    while day_of_round(live_since, number + 1) <= today:
        number += 1
    return number
