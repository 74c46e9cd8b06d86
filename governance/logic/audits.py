"""When a use case is audited, how an audit and a finding move, and what is said of them. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from dateutil.relativedelta import relativedelta

from coe_portal.notifications.steps import latest_step
from governance.choices import AuditState, FindingSeverity, FindingState, ItemResult
from intake.choices import Stage, Tier

LIVE: Final = (Stage.PILOT, Stage.PRODUCTION, Stage.MONITORING)
HIGH_MONTHS: Final = 6
OTHER_MONTHS: Final = 12
# What was due long ago, such as in an imported inventory, still gets this time.
NOTICE_DAYS: Final = 30
CHANGE_DAYS: Final = 30
SAMPLE_DAYS: Final = 30
DAYS_TO_ANSWER: Final = {
    FindingSeverity.MINOR: 90,
    FindingSeverity.MAJOR: 30,
    FindingSeverity.CRITICAL: 7,
}
TRANSITIONS: Final = {
    AuditState.PLANNED: frozenset({AuditState.FIELDWORK, AuditState.CANCELLED}),
    AuditState.FIELDWORK: frozenset({AuditState.REPORTING, AuditState.CANCELLED}),
    AuditState.REPORTING: frozenset({AuditState.FIELDWORK, AuditState.CLOSED}),
    AuditState.CLOSED: frozenset[AuditState](),
    AuditState.CANCELLED: frozenset[AuditState](),
}
FINDING_TRANSITIONS: Final = {
    FindingState.OPEN: frozenset({FindingState.ANSWERED}),
    FindingState.RETURNED: frozenset({FindingState.ANSWERED}),
    FindingState.ANSWERED: frozenset({FindingState.VERIFIED, FindingState.RETURNED}),
    FindingState.VERIFIED: frozenset[FindingState](),
}
RUNNING: Final = (AuditState.PLANNED, AuditState.FIELDWORK, AuditState.REPORTING)
GAPS: Final = frozenset({ItemResult.MINOR, ItemResult.MAJOR})
SEVERE: Final = frozenset({FindingSeverity.MAJOR, FindingSeverity.CRITICAL})
WEEK: Final = 7
# Days from the due date: before it, on it, and then every week.
STEPS: Final = (-30, -7, -1, 0, *(WEEK * week for week in range(1, 53)))
TO_MANAGER: Final = 7
TO_LEAD: Final = 21


@dataclass(frozen=True)
class Intervals:
    """Months between two audits of a live use case."""

    high: int = HIGH_MONTHS
    other: int = OTHER_MONTHS

    def of(self, tier: str) -> int:
        return self.high if tier == Tier.HIGH else self.other


def wanted_day(last: dt.date, tier: str, intervals: Intervals) -> dt.date:
    """The day of the next audit: so many months after the last one, or after going live."""
    return last + relativedelta(months=intervals.of(tier))


def due_day(wanted: dt.date, today: dt.date) -> dt.date:
    """The day it can be asked for: nobody is late with what was only just planned."""
    return max(wanted, today + dt.timedelta(days=NOTICE_DAYS))


def may_move(before: str, after: AuditState) -> bool:
    """Whether an audit can go from one state to another."""
    return after in TRANSITIONS[AuditState(before)]


def may_turn(before: str, after: FindingState) -> bool:
    """Whether a finding can go from one state to another."""
    return after in FINDING_TRANSITIONS[FindingState(before)]


@dataclass(frozen=True)
class Checked:
    """A line of the checklist: its number, its result, and whether a finding names it."""

    position: int
    result: str
    has_finding: bool


@dataclass(frozen=True)
class Lacking:
    """What keeps a checklist from being complete, by the numbers of its lines."""

    results: tuple[int, ...]
    findings: tuple[int, ...]

    def __bool__(self) -> bool:
        return bool(self.results or self.findings)


def lacking(items: Iterable[Checked]) -> Lacking:
    """Lines without a result, and gaps that no finding names."""
    lines = list(items)
    return Lacking(
        results=tuple(line.position for line in lines if not line.result),
        findings=tuple(
            line.position for line in lines if line.result in GAPS and not line.has_finding
        ),
    )


def step_today(late: int, *, start: int) -> int | None:
    """What is said by now: 30, 7 and 1 days before, on the day, and every week after.

    `late` and `start` are days from the due date: what was due to be said before the thing was
    there is not said any more.
    """
    return latest_step(STEPS, late, start=start)


def tells_manager(late: int) -> bool:
    """Whether the manager is to know by now."""
    return late >= TO_MANAGER


def tells_lead(late: int) -> bool:
    """Whether the lead of the CoE is to know by now."""
    return late >= TO_LEAD
