"""Who speaks for the seats of a review today instead of their members."""

from __future__ import annotations

from coe_portal.tenancy.clock import day_here, today_here
from governance.choices import MeetingState, Presence
from governance.logic.meetings import standing_in
from governance.models.meetings import Meeting
from governance.models.reviews import Review
from governance.queries.boards import appointments_of, delegates_of


def speakers_of(review: Review) -> dict[int, int]:
    """Delegates of today; in a meeting that deals with the review, alternates of the absent too.

    An alternate who is recused from the review is not called.
    """
    assert review.board is not None  # noqa: S101  (only boards have seats to speak for)
    speakers = delegates_of(review.board, today_here())
    meeting = meeting_about(review)
    if meeting is None:
        return speakers
    recused = set(review.recusals.values_list("member_id", flat=True))
    called = stand_ins(meeting).items()
    return speakers | {seat: person for seat, person in called if person not in recused}


def meeting_about(review: Review) -> Meeting | None:
    """The meeting that runs now with the review on its agenda."""
    running = Meeting.objects.filter(state=MeetingState.RUNNING, items__review=review)
    found: Meeting | None = running.select_related("board").order_by("-opened_at").first()
    return found


def stand_ins(meeting: Meeting) -> dict[int, int]:
    """The alternates in the room who sit for somebody who is not: {seat: alternate}."""
    return standing_in(
        appointments_of(meeting.board, day_here(meeting.starts_at)), present_in(meeting)
    )


def present_in(meeting: Meeting) -> set[int]:
    """The members in the room."""
    here = meeting.attendances.filter(presence=Presence.PRESENT)
    return set(here.values_list("member_id", flat=True))
