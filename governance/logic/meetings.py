"""A meeting as the rules see it: its states, its times, who stands in, and what is quorate."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from coe_portal.notifications.steps import latest_step
from governance.choices import Discipline, MeetingState
from governance.logic.recusal import Appointment, seat_review
from governance.logic.tally import Rule, Voter, missing_disciplines, quorum_after_recusals

TRANSITIONS: Mapping[MeetingState, frozenset[MeetingState]] = {
    MeetingState.PLANNED: frozenset({MeetingState.RUNNING, MeetingState.CANCELLED}),
    MeetingState.RUNNING: frozenset({MeetingState.CLOSED}),
    MeetingState.CLOSED: frozenset({MeetingState.APPROVED}),
    MeetingState.APPROVED: frozenset(),
    MeetingState.CANCELLED: frozenset(),
}
# What is said of an agreed action: 7 and 1 days before, on the day, and weekly for half a year.
ACTION_STEPS: Final = (-7, -1, 0, *range(7, 183, 7))
EARLIEST_STEP: Final = timedelta(days=7)


@dataclass(frozen=True)
class SeatInRoom:
    """A seat of one review, and whether who speaks for it is in the room or has voted before."""

    voter: Voter
    is_here: bool
    has_voted: bool = False


@dataclass(frozen=True)
class Room:
    """Whether those who are here can decide; seats that voted before count as well."""

    here: int
    voted_before: int
    able: int
    quorum: int
    missing: tuple[Discipline, ...]

    @property
    def is_quorate(self) -> bool:
        return self.here + self.voted_before >= self.quorum and not self.missing


def may_become(state: str, wanted: MeetingState) -> bool:
    """Whether a meeting goes from the one state to the other."""
    return wanted in TRANSITIONS[MeetingState(state)]


def action_step(late: int, *, start: int) -> int | None:
    """What is said by now of an action; `late` and `start` are days from its due date.

    What was due to be said before the minutes were approved is not said any more.
    """
    return latest_step(ACTION_STEPS, late, start=start)


def timetable(starts_at: datetime, minutes: Sequence[int]) -> tuple[list[datetime], datetime]:
    """When each item begins, and when the last one ends."""
    moment, begins = starts_at, []
    for length in minutes:
        begins.append(moment)
        moment += timedelta(minutes=length)
    return begins, moment


def sit_down(places: Sequence[Appointment], present: Collection[int]) -> dict[int, int]:
    """Who of those present sits on which seat: its first person, or else the alternate.

    One person sits on one seat. Whoever is not here is as good as taken elsewhere.
    """
    named = {
        person
        for place in places
        for person in (place.first, place.alternate)
        if person is not None
    }
    sittings = seat_review(places, (), taken=named - set(present))
    return {one.seat: one.voter for one in sittings if one.voter is not None}


def standing_in(places: Sequence[Appointment], present: Collection[int]) -> dict[int, int]:
    """The alternates who sit because the seat's first person is not here: {seat: alternate}."""
    firsts = {place.seat: place.first for place in places}
    sitting = sit_down(places, present)
    return {seat: person for seat, person in sitting.items() if person != firsts[seat]}


def room_of(seats: Sequence[SeatInRoom], rule: Rule) -> Room:
    """Read the room for one item. A seat that is recused counts neither here nor for the quorum."""
    able = [one for one in seats if not one.voter.recused]
    here = [one for one in able if one.is_here]
    before = [one for one in able if one.has_voted and not one.is_here]
    return Room(
        here=len(here),
        voted_before=len(before),
        able=len(able),
        quorum=quorum_after_recusals(rule, [one.voter for one in seats]),
        missing=missing_disciplines(rule, [one.voter for one in (*here, *before)]),
    )
