"""Deadlines in working days, and what is due to be said about them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo
from fractions import Fraction

SATURDAY = 5
DAY = timedelta(days=1)

HALF, MOST, END = "half", "most", "end"
CHAIR, SPONSOR = "chair", "sponsor"
REMINDERS = (HALF, MOST, END)
ESCALATIONS = (CHAIR, SPONSOR)
# Working days after which an open question is told again to the team, and to who asked it.
TEAM, ASKER = "team", "asker"
QUESTION_DAYS = {TEAM: 3, ASKER: 10}
NO_TIME = timedelta(0)
FRACTIONS = {HALF: Fraction(1, 2), MOST: Fraction(4, 5), END: Fraction(1)}
DAYS_AFTER_END = {CHAIR: 1, SPONSOR: 3}


@dataclass(frozen=True)
class Clock:
    """The moments of one review, in time order; `moments` is keyed by step."""

    opened_at: datetime
    due_at: datetime
    moments: dict[str, datetime]


def add_working_time(start: datetime, length: timedelta, zone: tzinfo) -> datetime:
    """The moment `length` later, where Saturdays and Sundays in `zone` do not count.

    A working day has 24 hours, so three working days after Thursday 15:00 are Tuesday 15:00.
    Counted on the local wall clock: a change to summer time does not move a deadline.
    """
    wall = _first_working_moment(start.astimezone(zone).replace(tzinfo=None))
    left = length
    while left > timedelta(0):
        midnight = datetime.combine(wall.date() + DAY, time.min)
        step = min(left, midnight - wall)
        wall += step
        left -= step
        if left > timedelta(0):
            wall = _first_working_moment(wall)
    return _not_on_weekend(wall, zone)


def working_time_between(start: datetime, end: datetime, zone: tzinfo) -> timedelta:
    """The working time from one moment to a later one: what `add_working_time` adds back."""
    wall, until = (
        _first_working_moment(moment.astimezone(zone).replace(tzinfo=None))
        for moment in (start, end)
    )
    total = NO_TIME
    while wall < until:
        step = min(until, datetime.combine(wall.date() + DAY, time.min)) - wall
        total += step
        wall = _first_working_moment(wall + step)
    return total


def _first_working_moment(wall: datetime) -> datetime:
    while wall.weekday() >= SATURDAY:
        wall = datetime.combine(wall.date() + DAY, time.min)
    return wall


def _not_on_weekend(wall: datetime, zone: tzinfo) -> datetime:
    """Friday midnight is Saturday 00:00 by the calendar: keep it, as Monday 00:00."""
    return _first_working_moment(wall).replace(tzinfo=zone)


def clock_for(opened_at: datetime, days: int, zone: tzinfo, paused: timedelta = NO_TIME) -> Clock:
    """Reminders at half, 80 % and the end; the chair a working day later, then the sponsor.

    `paused` is the working time that did not count: all that is still to come moves by it.
    """
    whole = days * DAY
    moments = {
        step: add_working_time(
            opened_at, whole * share.numerator / share.denominator + paused, zone
        )
        for step, share in FRACTIONS.items()
    }
    for step, after in DAYS_AFTER_END.items():
        moments[step] = add_working_time(opened_at, whole + after * DAY + paused, zone)
    return Clock(opened_at, moments[END], moments)


def question_steps_due(
    asked_at: datetime, now: datetime, done: Collection[str], zone: tzinfo
) -> tuple[str, ...]:
    """Who is to be told by now that a question waits: the team, then who asked it."""
    return tuple(
        step
        for step, days in QUESTION_DAYS.items()
        if step not in done and add_working_time(asked_at, days * DAY, zone) <= now
    )


def steps_due(clock: Clock, now: datetime, done: Collection[str]) -> tuple[str, ...]:
    """The steps that have come and are not done, in time order."""
    return tuple(
        step
        for step in (*REMINDERS, *ESCALATIONS)
        if step not in done and clock.moments[step] <= now
    )


def next_step_at(clock: Clock, done: Collection[str]) -> datetime | None:
    """When the first step comes that is not done; None when all are."""
    return min((at for step, at in clock.moments.items() if step not in done), default=None)


def steps_to_say(due: Collection[str]) -> tuple[str, ...]:
    """Of the due steps, those worth a message: after days of silence one reminder, not three."""
    reminders = [step for step in REMINDERS if step in due]
    return (*reminders[-1:], *(step for step in ESCALATIONS if step in due))
