"""What the law asks from which day, of whom, and how many of our use cases that is. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

from governance.choices import RequirementStatus

# Who builds it into a product of their own answers for it as its provider does.
EQUATED: Final[Mapping[str, str]] = {"product_manufacturer": "provider"}


@dataclass(frozen=True)
class Obligation:
    """A row of a framework with its day. `dates` holds other days by what they are."""

    framework: str
    code: str
    title: str
    summary: str
    note: str
    status: RequirementStatus
    applies_from: dt.date
    dates: Mapping[str, str]
    roles: tuple[str, ...]
    classes: tuple[str, ...]

    @property
    def needs_care(self) -> bool:
        """Its text or day was changed, or is not settled."""
        return self.status != RequirementStatus.IN_FORCE

    def concerns(self, group: CaseGroup) -> bool:
        """An obligation that names no role or class is one of everybody."""
        roles = {EQUATED.get(role, role) for role in group.roles}
        by_role = not self.roles or not roles.isdisjoint(self.roles)
        return by_role and (not self.classes or group.ai_act_class in self.classes)


@dataclass(frozen=True)
class CaseGroup:
    """How many use cases are of one class, with one set of roles of ours."""

    ai_act_class: str
    roles: frozenset[str]
    count: int


@dataclass(frozen=True)
class Duty:
    """An obligation with the number of our use cases that it concerns."""

    obligation: Obligation
    cases: int


@dataclass(frozen=True)
class Milestone:
    """A day from which something applies."""

    day: dt.date
    duties: tuple[Duty, ...]

    @property
    def ours(self) -> int:
        """How many of its obligations concern a use case of ours."""
        return sum(1 for duty in self.duties if duty.cases)


def read_catalogue(framework: str, rows: Iterable[Mapping[str, Any]]) -> tuple[Obligation, ...]:
    """The rows of a catalogue that has days."""
    return tuple(
        Obligation(
            framework=framework,
            code=row["ref"],
            title=row["title"],
            summary=row["summary"],
            note=row.get("note", ""),
            status=RequirementStatus(row["status"]),
            applies_from=dt.date.fromisoformat(row["applies_from"]),
            dates=_other_days(row),
            roles=tuple(row["applies_to"].get("role", ())),
            classes=tuple(row["applies_to"].get("class", ())),
        )
        for row in rows
        if row.get("applies_from")
    )


def _other_days(row: Mapping[str, Any]) -> dict[str, str]:
    """Days by what they are: of a route, before the amendment, for what was there before."""
    days = {
        name: row[name] for name in ("formal_applies_from", "legacy_applies_from") if name in row
    }
    for prefix, name in (("route", "applies_from_by_route"), ("original", "original_date")):
        known = row.get(name, {})
        known = known if isinstance(known, Mapping) else {"": known}
        days |= {f"{prefix}:{key}".rstrip(":"): day for key, day in known.items()}
    for number, day in enumerate(row.get("alternative_readings", ()), start=1):
        days[f"reading:{number}"] = day
    return {
        name: day
        for name, day in days.items()
        if day and (day != row["applies_from"] or name.startswith("reading"))
    }


def milestones(
    obligations: Iterable[Obligation], groups: Sequence[CaseGroup]
) -> tuple[Milestone, ...]:
    """The obligations by day, each with how many of our use cases it concerns."""
    ordered = sorted(obligations, key=lambda one: one.applies_from)
    return tuple(
        Milestone(day, tuple(Duty(one, _count(one, groups)) for one in same))
        for day, same in groupby(ordered, key=lambda one: one.applies_from)
    )


def _count(obligation: Obligation, groups: Iterable[CaseGroup]) -> int:
    return sum(group.count for group in groups if obligation.concerns(group))
