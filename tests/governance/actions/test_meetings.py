"""Meetings: people are asked once, told once, and the room says what can be decided."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.roles import Role
from coe_portal.audit.models import AuditEvent
from coe_portal.errors import InvalidInput, InvalidTransition, NotAllowed, RuleViolation
from coe_portal.notifications.models import Notification
from governance.actions import agendas, meetings, sittings
from governance.actions.agendas import ItemTerms
from governance.actions.delegations import DelegationTerms, delegate_seat, reviews_to_reseat
from governance.actions.voting import declare_conflict
from governance.choices import (
    AgendaKind,
    AgendaResult,
    Capacity,
    MeetingState,
    Presence,
    VoteChoice,
)
from governance.models.meetings import MOST_ITEMS
from governance.queries.agendas import docket_of
from governance.queries.rooms import room_of_item
from governance.tasks.meetings import announce_meetings
from tests.governance.conftest import open_for, vote
from tests.governance.meetings import held, mark, planned, terms

YES, NO = VoteChoice.APPROVE, VoteChoice.REJECT


@pytest.fixture
def council(make_council):
    """Four seats with a quorum of three; the CoE lead and the lawyer have alternates."""
    return make_council(alternates=(1, 2))


@pytest.fixture
def chair(council):
    return council.members[0]


@pytest.fixture
def meeting(review, council, chair):
    return planned(council.board, chair)


def told(kind):
    return Notification.objects.filter(kind=f"governance.{kind}")


def item_of(meeting):
    return meeting.items.get(kind=AgendaKind.REVIEW)


def room(meeting):
    return room_of_item(item_of(meeting), meeting)


def test_members_and_alternates_are_asked_once(meeting, council):
    asked = {*council.members, *council.alternates} - {None}
    assert {one.recipient for one in told("meeting_invited")} == asked
    capacities = meeting.attendances.filter(capacity=Capacity.ALTERNATE)
    assert {row.member for row in capacities} == set(council.alternates) - {None}
    assert AuditEvent.objects.filter(action="governance.meeting.planned").count() == 1


def test_a_delegate_of_the_day_is_asked_too(council, chair, member):
    friend = member(Role.REVIEWER, name="Dora Delegate")
    seat = council.board.seats.get(member=council.members[3])
    day = timezone.localdate() + dt.timedelta(days=7)
    delegate_seat(seat, DelegationTerms(friend, day, day), actor=Actor.member(council.members[3]))
    meeting = planned(council.board, chair)
    assert meeting.attendances.get(member=friend).capacity == Capacity.DELEGATE
    assert meeting.attendances.get(member=council.members[3]).capacity == Capacity.MEMBER


def test_only_the_chair_and_staff_of_the_coe_plan(council, member):
    meetings.plan_meeting(council.board, terms(), actor=Actor.member(member(Role.COE_STAFF)))
    for person in (council.members[1], member(Role.ORG_ADMIN), member(Role.EXECUTIVE)):
        with pytest.raises(NotAllowed):
            meetings.plan_meeting(council.board, terms(), actor=Actor.member(person))


@pytest.mark.parametrize("fields", [{"minutes": 2}, {"minutes": 800}, {"starts_at": None}])
def test_a_meeting_has_a_time_to_come_and_a_length(council, chair, fields):
    if "starts_at" in fields:
        fields = {"starts_at": timezone.now()}
    with pytest.raises(InvalidInput):
        meetings.plan_meeting(council.board, terms(**fields), actor=Actor.member(chair))


def test_moving_tells_everybody_once_for_each_time(meeting, chair):
    later = terms(starts_at=meeting.starts_at + dt.timedelta(days=1))
    for _again in range(2):
        meeting = meetings.move_meeting(meeting, later, actor=Actor.member(chair))
    assert told("meeting_moved").count() == meeting.attendances.count()
    assert meeting.sequence == 1


def test_calling_off_tells_everybody_once_and_why(meeting, chair):
    meetings.cancel_meeting(meeting, "Strike of trains", actor=Actor.member(chair))
    assert told("meeting_cancelled").count() == meeting.attendances.count()
    assert "Strike of trains" in told("meeting_cancelled").first().text
    with pytest.raises(InvalidTransition):
        meetings.cancel_meeting(meeting, "Again", actor=Actor.member(chair))


def test_a_reason_is_needed_to_call_off(meeting, chair):
    with pytest.raises(InvalidInput):
        meetings.cancel_meeting(meeting, "  ", actor=Actor.member(chair))


def test_an_excuse_calls_the_alternate_once(meeting, council):
    lawyer, stand_in = council.members[2], council.alternates[2]
    for _again in range(2):
        meetings.send_excuse(meeting, actor=Actor.member(lawyer))
    assert [one.recipient for one in told("meeting_stand_in")] == [stand_in]
    assert meeting.attendances.get(member=lawyer).presence == Presence.EXCUSED


def test_whoever_is_not_asked_has_nothing_to_excuse(meeting, member):
    with pytest.raises(NotAllowed):
        meetings.send_excuse(meeting, actor=Actor.member(member(Role.REVIEWER)))


def test_the_day_before_everybody_is_told_once_but_the_excused(meeting, council, organization):
    meetings.send_excuse(meeting, actor=Actor.member(council.members[2]))
    with time_machine.travel(meeting.starts_at - dt.timedelta(hours=5), tick=False):
        for _again in range(2):
            announce_meetings(organization_id=organization.pk)
    assert told("meeting_coming").count() == meeting.attendances.count() - 1
    assert "Underwriting copilot" in told("meeting_coming").first().text


def test_the_agenda_is_made_of_the_docket(meeting, council, review):
    item = item_of(meeting)
    assert (item.review, item.title) == (review, f"{review.reference} Underwriting copilot")
    assert docket_of(council.board, meeting) == []


def test_items_of_own_words_move_up_and_down(meeting, chair):
    actor = Actor.member(chair)
    word = agendas.add_item(meeting, ItemTerms("Word of the chair", 5), actor=actor)
    agendas.shift_item(word, up=True, actor=actor)
    agendas.shift_item(word, up=True, actor=actor)
    assert meeting.items.first().title == "Word of the chair"
    agendas.shift_item(word, up=False, actor=actor)
    assert [one.position for one in meeting.items.all()] == [1, 2]
    assert meeting.items.last().title == "Word of the chair"


def test_a_review_keeps_its_name_and_gets_another_length(meeting, chair):
    changed = agendas.change_item(
        item_of(meeting), ItemTerms("Other", 45), actor=Actor.member(chair)
    )
    assert (changed.title.startswith("R-"), changed.minutes) == (True, 45)


def test_an_agenda_has_an_end(meeting, chair):
    for place in range(2, MOST_ITEMS + 1):
        meeting.items.create(position=place, kind=AgendaKind.OTHER, title="Talk")
    with pytest.raises(RuleViolation):
        agendas.add_item(meeting, ItemTerms("One more"), actor=Actor.member(chair))


def test_what_was_settled_stays_on_the_agenda(review, council, chair):
    actor = Actor.member(chair)
    meeting = held(council.board, chair, council.members)
    sittings.settle_item(
        item_of(meeting), sittings.Settlement(AgendaResult.POSTPONED, "Too late."), actor=actor
    )
    with pytest.raises(InvalidTransition):
        agendas.remove_item(item_of(meeting), actor=actor)


def test_those_in_the_room_are_counted_against_the_quorum(review, council, chair):
    meeting = held(council.board, chair, council.members[:2])
    assert (room(meeting).here, room(meeting).quorum, room(meeting).is_quorate) == (2, 3, False)
    mark(meeting, chair, present=[council.members[3]])
    assert room(meeting).is_quorate


def test_a_vote_cast_before_counts_for_the_quorum(review, council, chair):
    vote(review, council.members[3], YES)
    meeting = held(council.board, chair, council.members[:2])
    assert (room(meeting).here, room(meeting).voted_before) == (2, 1)
    assert room(meeting).is_quorate


def test_a_quorum_lost_by_a_recusal_is_saved_by_the_alternate(review, council, chair):
    business, lead, lawyer, _guard = council.members
    meeting = held(council.board, chair, [business, lead, lawyer])
    assert room(meeting).is_quorate
    declare_conflict(review, "My brother sells it.", actor=Actor.member(lawyer))
    assert (room(meeting).here, room(meeting).is_quorate) == (2, False)
    mark(meeting, chair, present=[council.alternates[2]])
    assert (room(meeting).here, room(meeting).is_quorate) == (3, True)


def test_the_alternate_of_somebody_absent_speaks_during_the_meeting(review, council, chair):
    meeting = held(council.board, chair, [council.members[0], council.alternates[2]])
    seat = review.seats.get(member=council.members[2])
    assert seat.voter == council.alternates[2]
    with pytest.raises(NotAllowed):
        vote(review, council.members[2], YES)
    vote(review, council.alternates[2], YES)
    sittings.close_meeting(meeting, actor=Actor.member(chair))
    seat.refresh_from_db()
    assert seat.voter == council.alternates[2]


def test_after_the_meeting_the_member_speaks_again_where_nobody_voted(review, council, chair):
    meeting = held(council.board, chair, [council.members[0], council.alternates[2]])
    assert not reviews_to_reseat().exists()
    sittings.close_meeting(meeting, actor=Actor.member(chair))
    assert review.seats.get(member=council.members[2]).voter == council.members[2]
    assert not reviews_to_reseat().exists()


def test_a_member_who_comes_late_takes_their_seat_back(review, council, chair):
    meeting = held(council.board, chair, [council.members[0], council.alternates[2]])
    mark(meeting, chair, present=[council.members[2]])
    assert review.seats.get(member=council.members[2]).voter == council.members[2]


def test_an_alternate_who_is_involved_is_not_called(make_case, council, chair):
    review = open_for(make_case(owner=council.alternates[2]))
    held(council.board, chair, [council.members[0], council.alternates[2]])
    assert review.seats.get(member=council.members[2]).voter == council.members[2]


def test_a_review_is_decided_by_its_votes_and_by_nothing_else(review, council, chair):
    actor = Actor.member(chair)
    meeting = held(council.board, chair, council.members)
    decided = sittings.Settlement(AgendaResult.DECIDED, "Carried.")
    with pytest.raises(InvalidInput):
        sittings.settle_item(item_of(meeting), decided, actor=actor)
    for person in council.members:
        vote(review, person, YES)
    with pytest.raises(InvalidInput):
        sittings.settle_item(
            item_of(meeting), sittings.Settlement(AgendaResult.POSTPONED), actor=actor
        )
    item = sittings.settle_item(item_of(meeting), decided, actor=actor)
    assert (item.result, item.room["here"], item.room["is_quorate"]) == ("decided", 4, True)


def test_closing_puts_off_what_was_not_dealt_with(review, council, chair):
    meeting = held(council.board, chair, council.members[:1])
    meeting = sittings.close_meeting(meeting, actor=Actor.member(chair))
    assert item_of(meeting).result == AgendaResult.POSTPONED
    assert meeting.state == MeetingState.CLOSED
    assert not meeting.attendances.filter(presence=Presence.EXPECTED).exists()
    assert [one.recipient for one in told("minutes_ready")] == [chair]


def test_attendance_is_taken_only_while_the_meeting_runs(meeting, chair, council):
    with pytest.raises(InvalidTransition):
        mark(meeting, chair, present=council.members)


def test_the_secretary_runs_the_meeting(council, chair, review, member):
    clerk = member(Role.SUBMITTER, name="Cleo Clerk")
    meeting = planned(council.board, chair, secretary=clerk)
    meeting = sittings.open_meeting(meeting, actor=Actor.member(clerk))
    assert mark(meeting, clerk, present=[chair]).is_running


def test_who_only_sits_does_not_run_it(meeting, council):
    with pytest.raises(NotAllowed):
        sittings.open_meeting(meeting, actor=Actor.member(council.members[1]))


def test_who_is_asked_for_two_seats_is_marked_by_either_row(make_council, make_case):
    council = make_council(alternates=(1,))
    stand_in, chair = council.alternates[1], council.members[0]
    council.board.seats.filter(member=council.members[3]).update(alternate=stand_in)
    open_for(make_case())
    meeting = held(council.board, chair, [chair])
    first, second = meeting.attendances.filter(member=stand_in).order_by("pk")
    for row, other in ((first, second), (second, first)):
        marks = {row.pk: Presence.PRESENT, other.pk: Presence.EXPECTED}
        sittings.take_attendance(meeting, marks, actor=Actor.member(chair))
        assert set(meeting.attendances.filter(member=stand_in).values_list("presence")) == {
            (Presence.PRESENT,)
        }
        mark(meeting, chair, expected=[stand_in])
    mark(meeting, chair, present=[stand_in])
    assert room(meeting).here == 2
