"""Deadlines set by law: they run day and night, and stand still only where the law says so."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any

HALF, MOST, END, OVERDUE = "half", "most", "end", "overdue"
SHARES = {HALF: Fraction(1, 2), MOST: Fraction(4, 5), END: Fraction(1)}
STEPS = (HALF, MOST, END, OVERDUE)
OVERDUE_AFTER = timedelta(hours=24)


class ClockError(ValueError):
    """A clock cannot do this: its text says why, as a code."""


@dataclass(frozen=True)
class ClockRule:
    """What a law asks for, how long it gives from when, and on which ground it may pause."""

    code: str
    law: str
    title: str
    basis: str
    trigger: str
    start: str
    length: timedelta
    pause_basis: str = ""
    pause_rule: str = ""
    status: str = ""
    note: str = ""
    kinds: tuple[str, ...] = ()
    severities: tuple[str, ...] = ()

    @property
    def may_pause(self) -> bool:
        return bool(self.pause_basis)

    def suits(self, kind: str, severity: str) -> bool:
        """Whether to think of it for an incident of this kind and severity."""
        return kind in self.kinds and severity in self.severities


@dataclass(frozen=True)
class Pause:
    """A time that does not count; without an end it lasts."""

    start: datetime
    end: datetime | None = None


@dataclass(frozen=True)
class LegalClock:
    """One deadline at work. Pauses stand in time order and do not overlap."""

    started_at: datetime
    length: timedelta
    may_pause: bool = False
    pauses: tuple[Pause, ...] = ()

    @property
    def is_paused(self) -> bool:
        return bool(self.pauses) and self.pauses[-1].end is None

    def elapsed(self, now: datetime) -> timedelta:
        """The time that counts up to a moment; it stands still in a pause."""
        moment = max(now, self.started_at)
        return moment - self.started_at - self._paused(moment)

    def due_at(self, now: datetime) -> datetime:
        """When it ends; in a pause, when it would if the pause ended now."""
        return self.started_at + self.length + self._paused(max(now, self.started_at))

    def share(self, now: datetime) -> float:
        """How much of its time is used up; more than one when it is over."""
        return self.elapsed(now) / self.length

    def pause(self, now: datetime) -> LegalClock:
        """The clock, standing still from now on.

        Raises:
            ClockError: the law allows no pause, it is paused already, or its time is over.
        """
        if not self.may_pause:
            raise ClockError("no_pause")
        if self.is_paused:
            raise ClockError("paused")
        if self.elapsed(now) >= self.length:
            raise ClockError("over")
        return replace(self, pauses=(*self.pauses, Pause(max(now, self._free_from()))))

    def resume(self, now: datetime) -> LegalClock:
        """The clock, running again.

        Raises:
            ClockError: it runs.
        """
        if not self.is_paused:
            raise ClockError("running")
        last = self.pauses[-1]
        return replace(self, pauses=(*self.pauses[:-1], Pause(last.start, max(now, last.start))))

    def _free_from(self) -> datetime:
        """The first moment after what is past: no pause begins before it."""
        return max((self.started_at, *(one.end for one in self.pauses if one.end is not None)))

    def _paused(self, moment: datetime) -> timedelta:
        ends = ((one, moment if one.end is None else min(one.end, moment)) for one in self.pauses)
        return sum((max(end - one.start, timedelta()) for one, end in ends), timedelta())


def steps_due(clock: LegalClock, now: datetime, done: Collection[str]) -> tuple[str, ...]:
    """The steps that have come and are not done, in time order."""
    elapsed = clock.elapsed(now)
    times = {
        step: clock.length * share.numerator / share.denominator for step, share in SHARES.items()
    }
    times[OVERDUE] = clock.length + OVERDUE_AFTER
    return tuple(step for step in STEPS if step not in done and times[step] <= elapsed)


def step_to_say(due: Collection[str]) -> str:
    """Of the due steps, the latest: after days of silence one message, not four."""
    return next((step for step in reversed(STEPS) if step in due), "")


def read_rules(document: Mapping[str, Any], catalogs: Mapping[str, Any]) -> dict[str, ClockRule]:
    """The rules of a catalogue of clocks by code; lengths of law stand where the law does."""
    pauses = document["pause_rules"]
    return {row["code"]: _rule(row, pauses, catalogs) for row in document["clocks"]}


def _rule(
    row: Mapping[str, Any], pauses: Mapping[str, str], catalogs: Mapping[str, Any]
) -> ClockRule:
    facts = {**row, **_from_catalog(row["catalog"], catalogs)} if "catalog" in row else row
    ground = facts["pause"]
    return ClockRule(
        code=facts["code"],
        law=facts["law"],
        title=facts["title"],
        basis=facts["basis"],
        trigger=facts["trigger"],
        start=facts["start"],
        length=timedelta(days=facts.get("days", 0), hours=facts.get("hours", 0)),
        pause_basis=ground or "",
        pause_rule=pauses[ground or "none"],
        status=facts["status"],
        note=facts.get("note", ""),
        kinds=tuple(facts["kinds"]),
        severities=tuple(facts["severities"]),
    )


def _from_catalog(place: Mapping[str, str], catalogs: Mapping[str, Any]) -> dict[str, Any]:
    """Length, trigger and start of a deadline as the catalogue of its law tells them."""
    requirements = catalogs[place["file"]]["requirements"]
    requirement = next(one for one in requirements if one["id"] == place["requirement"])
    deadline = next(one for one in requirement["deadlines"] if one["id"] == place["deadline"])
    return {
        "basis": f"{deadline['ref']} {catalogs[place['file']]['version']}",
        "trigger": deadline["trigger"],
        "start": deadline["start"],
        "days": deadline["max_days"],
        "status": requirement["status"],
        "note": requirement.get("note", ""),
    }
