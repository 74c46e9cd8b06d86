"""Which days a monitor looks at."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from registry.choices import MonitorRhythm
from registry.logic.windows import last_end, window_before

SATURDAY = dt.date(2026, 11, 21)


@pytest.mark.parametrize(
    ("rhythm", "expected"),
    [
        (MonitorRhythm.DAILY, SATURDAY),
        (MonitorRhythm.WEEKLY, dt.date(2026, 11, 16)),
        (MonitorRhythm.MONTHLY, dt.date(2026, 11, 1)),
    ],
)
def test_the_newest_complete_window_ends_with_its_rhythm(rhythm, expected):
    assert last_end(rhythm, SATURDAY) == expected


def test_a_window_is_days_by_the_clock_of_the_place():
    """The day on which summer time ended had 25 hours."""
    window = window_before(dt.date(2026, 10, 26), 1, ZoneInfo("Europe/Berlin"))

    assert (window.start.isoformat(), window.end.isoformat()) == (
        "2026-10-25T00:00:00+02:00",
        "2026-10-26T00:00:00+01:00",
    )
