"""One meeting for one viewer: the agenda with its ballots as far as they are open, and the room."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.authorization import permits
from coe_portal.accounts.models import Membership
from coe_portal.jobs.models import Job
from governance.choices import Capacity, Presence
from governance.logic.meetings import Room, timetable
from governance.models.decisions import Decision
from governance.models.meetings import (
    MINUTES_FILE,
    ActionPoint,
    AgendaItem,
    Attendance,
    Meeting,
)
from governance.models.reviews import Review, ReviewSeat
from governance.models.votes import Vote
from governance.permissions import meetings as rights
from governance.permissions.reviews import ballots_open_to, reviews_visible_to
from governance.queries.minutes import items_with_matters
from governance.queries.rooms import Floor, floor_of, room_for

MOST_ACTIONS = 50


@dataclass(frozen=True)
class BallotLine:
    """A seat of a review: who speaks for it, whether they are here, and the vote if it is open."""

    seat: ReviewSeat
    is_here: bool
    has_voted: bool
    vote: Vote | None


@dataclass(frozen=True)
class ItemView:
    """An item with its time; `url` is empty for what the viewer may not open."""

    item: AgendaItem
    begins: datetime
    room: Room
    url: str
    lines: tuple[BallotLine, ...]
    shows_votes: bool
    decision: Decision | None
    is_first: bool
    is_last: bool

    @property
    def review(self) -> Review | None:
        return self.item.review

    @property
    def cast(self) -> int:
        return sum(line.has_voted for line in self.lines)

    @property
    def able(self) -> int:
        return sum(not line.seat.is_recused for line in self.lines)


@dataclass(frozen=True)
class PersonView:
    """Somebody who is asked, with all the seats that it is for; the first row takes the mark."""

    rows: tuple[Attendance, ...]
    stands_in: bool

    @property
    def row(self) -> Attendance:
        return self.rows[0]


@dataclass(frozen=True)
class Rights:
    """What the viewer may do here."""

    run: bool
    approve: bool
    excuse: bool


@dataclass(frozen=True)
class MeetingPage:
    """Everything that the page of a meeting shows."""

    items: list[ItemView]
    ends_at: datetime
    people: list[PersonView]
    room: Room
    may: Rights
    file: Job | None
    # What this meeting agreed on; before it does, what earlier ones left open.
    actions: list[ActionPoint]
    # Minutes that the agenda takes longer than the meeting.
    overruns: int


def meeting_page(meeting: Meeting, viewer: Membership) -> MeetingPage:
    """Read the page; the meeting comes with its board."""
    floor = floor_of(meeting)
    begins, ends_at = _times(meeting, items := list(items_with_matters(meeting)))
    return MeetingPage(
        items=_item_views(items, begins, floor, viewer),
        ends_at=ends_at,
        people=_person_views(meeting, floor),
        room=floor.room,
        may=rights_of(meeting, viewer),
        file=file_of(meeting) if meeting.is_approved else None,
        actions=_actions(meeting, viewer),
        overruns=max(0, sum(item.minutes for item in items) - meeting.length),
    )


def rights_of(meeting: Meeting, viewer: Membership) -> Rights:
    """What the buttons ask."""
    actor = Actor.member(viewer)
    excusable = meeting.is_to_come and permits(actor, rights.SEND_EXCUSE.code, meeting)
    away = meeting.attendances.filter(member=viewer, presence=Presence.EXCUSED)
    return Rights(
        run=permits(actor, rights.RUN_MEETING.code, meeting),
        approve=meeting.is_closed and permits(actor, rights.APPROVE_MINUTES.code, meeting),
        excuse=excusable and not away.exists(),
    )


def file_of(meeting: Meeting) -> Job | None:
    """The last printing of the minutes."""
    jobs = Job.objects.filter(kind=MINUTES_FILE, subject_id=meeting.pk)
    found: Job | None = jobs.order_by("-created_at", "-pk").first()
    return found


def _actions(meeting: Meeting, viewer: Membership) -> list[ActionPoint]:
    """Of approved minutes all; of a meeting to come those of its board that nobody has done."""
    points = rights.actions_visible_to(viewer).with_meeting()
    if meeting.is_approved:
        return list(points.filter(item__meeting=meeting))
    if not meeting.is_to_come:
        return []
    return list(points.open().filter(item__meeting__board=meeting.board_id)[:MOST_ACTIONS])


def _times(meeting: Meeting, items: list[AgendaItem]) -> tuple[list[datetime], datetime]:
    start = meeting.opened_at or meeting.starts_at
    return timetable(start, [item.minutes for item in items])


def _item_views(
    items: list[AgendaItem], begins: list[datetime], floor: Floor, viewer: Membership
) -> list[ItemView]:
    reviews = [item.review for item in items if item.review is not None]
    shown = ballots_open_to(viewer, reviews)
    seen = reviews_visible_to(viewer).filter(pk__in=[one.pk for one in reviews])
    visible = set(seen.values_list("pk", flat=True))
    return [
        ItemView(
            item=item,
            begins=begin,
            room=room_for(floor, item),
            url=_url(item, visible),
            lines=() if item.review is None else _lines(item.review, floor, shown),
            shows_votes=item.review_id in shown,
            decision=getattr(item.review, "decision", None),
            is_first=place == 0,
            is_last=place == len(items) - 1,
        )
        for place, (item, begin) in enumerate(zip(items, begins, strict=True))
    ]


def _url(item: AgendaItem, visible: Collection[int]) -> str:
    if item.review is not None:
        return item.review.get_absolute_url() if item.review_id in visible else ""
    if item.condition is not None:
        return item.condition.decision.get_absolute_url()
    return "" if item.use_case is None else item.use_case.get_absolute_url()


def _lines(review: Review, floor: Floor, shown: set[int]) -> tuple[BallotLine, ...]:
    return tuple(
        BallotLine(
            seat=seat,
            is_here=seat.voter_id in floor.present,
            has_voted=hasattr(seat, "vote"),
            vote=getattr(seat, "vote", None) if review.pk in shown else None,
        )
        for seat in review.seats.all()
    )


def _person_views(meeting: Meeting, floor: Floor) -> list[PersonView]:
    """By the list of those who are asked, so that former seats of past meetings show too.

    Seat by seat, its member first; who is asked for two seats stands at the first of them.
    """
    order = [Capacity.MEMBER, Capacity.DELEGATE, Capacity.ALTERNATE]
    people: dict[int, list[Attendance]] = {}
    rows = list(meeting.attendances.select_related("member__user", "seat"))
    seats = list(dict.fromkeys(row.seat_id for row in rows))
    for row in sorted(
        rows, key=lambda one: (seats.index(one.seat_id), order.index(Capacity(one.capacity)))
    ):
        people.setdefault(row.member_id, []).append(row)
    return [
        PersonView(
            rows=tuple(asked),
            stands_in=any(
                floor.sitting.get(row.seat_id) == row.member_id
                and row.capacity == Capacity.ALTERNATE
                for row in asked
            ),
        )
        for asked in people.values()
    ]
