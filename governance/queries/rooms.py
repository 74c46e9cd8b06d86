"""Who is in the room of a meeting, and for each item whether they can decide it right now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from coe_portal.tenancy.clock import day_here
from governance.choices import Discipline
from governance.logic.meetings import Room, SeatInRoom, room_of, sit_down
from governance.logic.tally import Rule, Voter
from governance.models.boards import Seat
from governance.models.meetings import AgendaItem, Meeting
from governance.queries.boards import appointments_of
from governance.queries.minutes import items_with_matters
from governance.queries.speakers import present_in


@dataclass(frozen=True)
class Floor:
    """The seats of the board on the day, who is present, and who of them sits on which seat."""

    seats: tuple[Seat, ...]
    present: frozenset[int]
    sitting: dict[int, int]
    rule: Rule

    @property
    def room(self) -> Room:
        """The room for what is no review: by the rule of the board."""
        return room_of(
            [
                SeatInRoom(
                    Voter(seat.pk, Discipline(seat.discipline), is_chair=seat.is_chair),
                    is_here=seat.pk in self.sitting,
                )
                for seat in self.seats
            ],
            self.rule,
        )


def floor_of(meeting: Meeting) -> Floor:
    """Read the room once for all items."""
    board, day = meeting.board, day_here(meeting.starts_at)
    present = present_in(meeting)
    disciplines = frozenset(Discipline(one) for one in board.required_disciplines)
    return Floor(
        seats=tuple(board.seats.sitting(day).filled()),
        present=frozenset(present),
        sitting=sit_down(appointments_of(board, day), present),
        rule=Rule(quorum=board.quorum, required=disciplines),
    )


def room_for(floor: Floor, item: AgendaItem) -> Room:
    """The room for one item; a review is counted by its own seats, recusals and rule.

    The item comes from `items_with_matters()`.
    """
    if item.review is None:
        return floor.room
    seats = [
        SeatInRoom(
            seat.as_voter(),
            is_here=seat.voter_id in floor.present,
            has_voted=hasattr(seat, "vote"),
        )
        for seat in item.review.seats.all()
    ]
    return room_of(seats, item.review.tally_rule)


def room_of_item(item: AgendaItem, meeting: Meeting) -> Room:
    """The same, for an item by itself."""
    return room_for(floor_of(meeting), items_with_matters(meeting).get(pk=item.pk))


def plain_room(room: Room) -> dict[str, Any]:
    """The room as JSON, kept with the item."""
    return {
        "here": room.here,
        "voted_before": room.voted_before,
        "able": room.able,
        "quorum": room.quorum,
        "missing": [one.value for one in room.missing],
        "is_quorate": room.is_quorate,
    }
