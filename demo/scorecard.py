"""What the portal cannot count, read from other systems each month; targets, and who owns what."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo

from coe_portal.accounts.roles import Role
from coe_portal.tenancy.clock import today_here
from demo.director import Director, Story
from demo.founding import House
from demo.script import Script
from demo.working_hours import Calendar
from metrics.actions.readings import Reading, enter_reading
from metrics.actions.targets import TargetTerms, name_owner, set_target
from metrics.kpis.registry import KPI, kpi_named

DAYS_OF_YEAR, DAYS_OF_MONTH = 360, 30
TARGETS_AFTER, TIGHTER_AFTER = 10, 190


@dataclass(frozen=True)
class Gauge:
    """A number of another system: where it begins, how it moves in a month, and how it varies."""

    kpi: str
    source: str
    begin: float
    step: float
    spread: float


GAUGES: Final = (
    Gauge("support_tickets", "Service desk", 64, -2.5, 9),
    Gauge("ticket_resolution", "Service desk", 31, -1.1, 4),
    Gauge("platform_utilisation", "Platform monitoring", 34, 2.4, 5),
    Gauge("task_time_reduction", "Time study", 9, 1.2, 2),
    Gauge("decisions_supported", "Process reports", 12, 1.8, 3),
)
# Target, good and fair at the beginning, and after half a year.
TARGETS: Final = {
    "days_to_decision": ((12, 15, 25), (8, 10, 18)),
    "reviews_overdue": ((0, 1, 4), (0, 0, 2)),
    "literacy_coverage": ((70, 60, 40), (90, 80, 60)),
    "training_completion_rate": ((85, 80, 60), (90, 85, 70)),
    "support_tickets": ((150, 180, 240), (90, 120, 180)),
    "platform_utilisation": ((50, 45, 30), (60, 55, 40)),
}


class Scorecard:
    """Starts the story of one organization's targets and readings."""

    def __init__(self, script: Script, house: House, director: Director) -> None:
        self._house = house
        self._director = director
        zone = ZoneInfo(house.organization.timezone)
        self._time = Calendar(director.now, zone, f"{house.organization.slug}/numbers")
        self._chance = random.Random(house.organization.slug)  # noqa: S311
        staff = [key for key, one in script.people.items() if Role.COE_STAFF in one.roles]
        self._clerk, self._head = staff[-1], script.founder

    def open(self) -> None:
        """Take up both."""
        self._director.start(self._aim())
        self._director.start(self._read())

    def _aim(self) -> Story:
        yield self._time.days_ago(DAYS_OF_YEAR - TARGETS_AFTER)
        self._set(0, "First targets, to be tightened when the year has shown what is possible")
        for kpi in _named(gauge.kpi for gauge in GAUGES):
            name_owner(kpi, self._house.people[self._clerk], actor=self._house.actor(self._head))
        yield self._time.days_ago(DAYS_OF_YEAR - TIGHTER_AFTER)
        self._set(1, "Tightened after half a year")

    def _set(self, which: int, note: str) -> None:
        for code, steps in TARGETS.items():
            target, good, fair = steps[which]
            for kpi in _named([code]):
                terms = TargetTerms(
                    since=today_here(), target=target, good=good, fair=fair, note=note
                )
                set_target(kpi, terms, actor=self._house.actor(self._head))

    def _read(self) -> Story:
        for month, back in enumerate(range(DAYS_OF_YEAR - DAYS_OF_MONTH, 0, -DAYS_OF_MONTH)):
            yield self._time.days_ago(back)
            day = today_here() - dt.timedelta(days=1)
            for gauge in GAUGES:
                value = gauge.begin + gauge.step * month + self._chance.gauss(0, gauge.spread / 2)
                reading = Reading(day=day, value=round(max(1, value)), source=gauge.source)
                for kpi in _named([gauge.kpi]):
                    enter_reading(kpi, reading, actor=self._house.actor(self._clerk))


def _named(codes: Iterator[str] | list[str]) -> Iterator[KPI]:
    """The KPIs of the codes, as far as they are declared."""
    return (kpi for code in codes if (kpi := kpi_named(code)) is not None)
