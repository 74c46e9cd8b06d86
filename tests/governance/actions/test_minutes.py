"""Minutes: drafted from what happened, approved by the chair, then for good."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from django.utils import timezone

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.roles import Role
from coe_portal.errors import InvalidInput, InvalidTransition, NotAllowed
from coe_portal.jobs.models import Job
from coe_portal.notifications.models import Notification
from governance.actions import minutes, sittings
from governance.actions.sittings import ActionTerms, Settlement
from governance.choices import AgendaResult, BallotRule, MeetingState, VoteChoice
from governance.models.meetings import Meeting
from governance.queries.minutes import content_digest, in_words, minutes_content
from governance.tasks.meetings import print_minutes
from tests.governance.conftest import open_for, vote
from tests.governance.meetings import held

YES, NO = VoteChoice.APPROVE, VoteChoice.REJECT


@pytest.fixture
def chair(council):
    return council.members[0]


@pytest.fixture
def meeting(review, council, chair):
    return held(council.board, chair, council.members)


@pytest.fixture
def closed(meeting, chair):
    return sittings.close_meeting(meeting, actor=Actor.member(chair))


def decide(review, council):
    for person in council.members[:3]:
        vote(review, person, YES)
    vote(review, council.members[3], NO, rationale="Too early.")


def test_the_draft_tells_who_came_and_how_they_voted(meeting, review, council, chair):
    decide(review, council)
    sittings.close_meeting(meeting, actor=Actor.member(chair))
    content = minutes_content(Meeting.objects.get(pk=meeting.pk))
    (item,) = content["items"]
    assert content["chair"] == "Voter 0"
    assert {row["presence"] for row in content["attendance"]} == {"present"}
    assert [row["choice"] for row in item["vote"]["votes"]] == [YES, YES, YES, NO]
    assert item["vote"]["decision"]["dissent"][0]["rationale"] == "Too early."
    assert item["result"] == AgendaResult.DECIDED
    assert in_words(content)["items"][0]["vote"]["votes"][0]["choice"] == "Approve"


def test_a_secret_ballot_is_counted_and_never_named(make_council, make_case):
    council = make_council(ballot=BallotRule.SECRET)
    review = open_for(make_case())
    chair = council.members[0]
    meeting = held(council.board, chair, council.members)
    vote(review, council.members[1], YES)
    (item,) = minutes_content(meeting)["items"]
    assert (item["vote"]["cast"], item["vote"]["votes"], item["vote"]["decision"]) == (1, [], None)
    for person in (council.members[0], *council.members[2:]):
        vote(review, person, YES)
    (item,) = minutes_content(meeting)["items"]
    assert item["vote"]["votes"] == []
    assert item["vote"]["decision"]["tally"]["approve"] == 4


def test_dissent_in_a_secret_ballot_is_named_only_for_who_asks(make_council, make_case):
    council = make_council(size=5, ballot=BallotRule.SECRET)
    review = open_for(make_case())
    meeting = held(council.board, council.members[0], council.members)
    vote(review, council.members[3], NO, rationale="Not fair.", names_dissent=True)
    vote(review, council.members[4], NO, rationale="Not safe.")
    for person in council.members[:3]:
        vote(review, person, YES)
    content = minutes_content(meeting)
    decision = content["items"][0]["vote"]["decision"]
    assert decision["tally"]["reject"] == 2
    assert [(one["member"], one["rationale"]) for one in decision["dissent"]] == [
        ("Voter 3", "Not fair.")
    ]
    assert "Not safe." not in json.dumps(content)


def test_who_is_asked_for_two_seats_came_once(council, chair, review):
    person = council.members[2]
    council.board.seats.filter(member=council.members[3]).update(alternate=person)
    meeting = held(council.board, chair, council.members)
    rows = [row for row in minutes_content(meeting)["attendance"] if row["name"] == "Voter 2"]
    assert [(row["discipline"], row["presence"]) for row in rows] == [("legal", "present")]
    assert [(one["discipline"], one["capacity"]) for one in rows[0]["also"]] == [
        ("security", "alternate")
    ]


def test_open_votes_stay_out_of_the_minutes_until_the_review_is_closed(meeting, review, council):
    vote(review, council.members[1], NO, rationale="Never.")
    (item,) = minutes_content(meeting)["items"]
    assert (item["vote"]["cast"], item["vote"]["votes"]) == (1, [])
    assert "Never." not in json.dumps(minutes_content(meeting))


def test_what_happens_after_the_meeting_is_not_in_its_minutes(closed, review, council):
    decide(review, council)
    (item,) = minutes_content(closed)["items"]
    assert (item["result"], item["vote"]["decision"]) == (AgendaResult.POSTPONED, None)


def test_text_and_actions_are_written_until_the_approval(closed, chair, council):
    actor = Actor.member(chair)
    item = closed.items.get()
    sittings.settle_item(item, Settlement(AgendaResult.NOTED, "We wait for the data."), actor=actor)
    due = timezone.localdate() + dt.timedelta(days=14)
    sittings.agree_action(item, ActionTerms("Bring the data", council.members[2], due), actor=actor)
    minutes.write_remarks(closed, "The next meeting is in May.", actor=actor)
    kept = minutes.approve_minutes(closed, actor=actor)
    (row,) = kept.content["items"]
    assert (row["text"], row["result"]) == ("We wait for the data.", AgendaResult.POSTPONED)
    assert row["actions"][0]["owner"] == "Voter 2"
    assert kept.content["remarks"] == "The next meeting is in May."
    told = Notification.objects.get(kind="governance.meeting_action")
    assert told.recipient == council.members[2]
    with pytest.raises(InvalidTransition):
        minutes.write_remarks(closed, "No.", actor=actor)


def test_an_action_has_a_day_to_come_and_can_be_dropped(closed, chair, council):
    actor, item = Actor.member(chair), closed.items.get()
    past = timezone.localdate() - dt.timedelta(days=2)
    with pytest.raises(InvalidInput):
        sittings.agree_action(item, ActionTerms("Late", chair, past), actor=actor)
    terms = ActionTerms("Soon", chair, timezone.localdate())
    sittings.drop_action(sittings.agree_action(item, terms, actor=actor), actor=actor)
    assert not item.action_points.exists()


def test_only_the_chair_approves(closed, council, member):
    for person in (council.members[1], member(Role.COE_STAFF), member(Role.AUDITOR)):
        with pytest.raises(NotAllowed):
            minutes.approve_minutes(closed, actor=Actor.member(person))
    assert minutes.approve_minutes(closed, actor=Actor.member(council.members[0])).pk


def test_approved_minutes_stay_as_they_are(closed, chair):
    kept = minutes.approve_minutes(closed, actor=Actor.member(chair))
    kept.meeting.refresh_from_db()
    assert kept.meeting.state == MeetingState.APPROVED
    assert kept.digest == content_digest(kept.content)
    with pytest.raises(TypeError):
        kept.save()
    with pytest.raises(InvalidTransition):
        minutes.approve_minutes(closed, actor=Actor.member(chair))


def test_a_worker_prints_them_once(closed, chair, organization):
    actor = Actor.member(chair)
    minutes.approve_minutes(closed, actor=actor)
    job = minutes.request_file(closed, actor=actor)
    for _again in range(2):
        print_minutes(job.pk, organization_id=organization.pk)
    job = Job.objects.get(pk=job.pk)
    with job.file.open("rb") as file:
        assert file.read(5) == b"%PDF-"
    assert job.file_name == f"{closed.reference}-minutes.pdf"


def test_nothing_is_printed_before_the_approval(closed, chair):
    with pytest.raises(InvalidTransition):
        minutes.request_file(closed, actor=Actor.member(chair))
