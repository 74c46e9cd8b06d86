"""The pages of meetings: who sees what, and the way from planning to approved minutes."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.roles import Role
from coe_portal.calendars.sources import entries_of
from coe_portal.tenancy.scope import scope
from governance.actions import minutes, sittings
from governance.choices import BallotRule, MeetingState, VoteChoice
from governance.models.meetings import Meeting
from governance.queries.agendas import docket_of
from governance.search import find_meetings
from governance.tasks.meetings import print_minutes
from tests.governance.conftest import new_case, new_council, open_for, vote
from tests.governance.meetings import held, planned

YES, NO = VoteChoice.APPROVE, VoteChoice.REJECT


def url(name, *, org="northbank", **kwargs):
    return reverse(f"governance:{name}", kwargs={"org": org, **kwargs})


@pytest.fixture
def council(organization, member):
    with scope(organization):
        return new_council(member, alternates=(2,))


@pytest.fixture
def chair(council):
    return council.members[0]


@pytest.fixture
def case(organization, member):
    with scope(organization):
        return new_case(member(name="Olive Owner"))


@pytest.fixture
def review(organization, council, case):
    with scope(organization):
        return open_for(case)


@pytest.fixture
def running(organization, review, council, chair):
    with scope(organization):
        return held(council.board, chair, council.members)


@pytest.fixture
def approved(organization, running, chair):
    with scope(organization):
        meeting = sittings.close_meeting(running, actor=Actor.member(chair))
        return minutes.approve_minutes(meeting, actor=Actor.member(chair)).meeting


def text(answer):
    return answer.content.decode()


def test_a_meeting_from_plan_to_approved_minutes(
    organization, council, chair, review, client_for, django_capture_on_commit_callbacks
):
    browser = client_for(chair)
    tomorrow = timezone.localtime() + dt.timedelta(days=1)
    given = {
        "board": council.board.pk,
        "starts_at": f"{tomorrow:%Y-%m-%dT%H:%M}",
        "minutes": 60,
        "takes_docket": "on",
        "place": "Room 4",
    }
    page = browser.post(url("meeting_new"), given, follow=True)
    assert "Meeting of AI Council" in text(page)
    assert review.reference in text(page)
    with scope(organization):
        meeting = Meeting.objects.get()
        item, rows = meeting.items.get(), list(meeting.attendances.all())
    one = {"reference": meeting.reference}
    browser.post(url("meeting_open", **one))
    page = browser.post(
        url("meeting_attendance", **one),
        {f"presence-{row.pk}": "present" for row in rows},
        follow=True,
    )
    assert "Quorate: 4 of 4 seats are here" in text(page)
    result = {"result": "postponed", "text": "Wait for the data."}
    browser.post(url("meeting_item_result", **one, item=item.pk), result)
    action = {"text": "Bring it", "owner": chair.user.email, "due_on": f"{tomorrow:%Y-%m-%d}"}
    browser.post(url("meeting_item_action", **one, item=item.pk), action)
    page = browser.post(url("meeting_close", **one), follow=True)
    assert "Wait for the data." in text(page)
    with django_capture_on_commit_callbacks(execute=False):
        page = browser.post(url("meeting_approve", **one), follow=True)
    assert f"Approved by {chair}" in text(page)
    assert "Bring it" in text(page)


def test_the_pdf_is_for_those_who_may_see_the_meeting(
    organization, approved, chair, client_for, member
):
    with scope(organization):
        job = minutes.request_file(approved, actor=Actor.member(chair))
    place = url("meeting_pdf", reference=approved.reference)
    assert client_for(chair).get(place).status_code == 404
    print_minutes(job.pk, organization_id=organization.pk)
    for person in (chair, member(Role.AUDITOR), member(Role.COE_STAFF)):
        answer = client_for(person).get(place)
        assert b"".join(answer.streaming_content).startswith(b"%PDF")
    for person in (member(), member(Role.EXECUTIVE), member(Role.REVIEWER)):
        assert client_for(person).get(place).status_code == 404


def test_who_sees_a_meeting(organization, running, council, client_for, member):
    place = url("meeting", reference=running.reference)
    seen = (*council.members, council.alternates[2], member(Role.COE_STAFF))
    assert {client_for(one).get(place).status_code for one in seen} == {200}
    hidden = (member(), member(Role.ORG_ADMIN), member(Role.EXECUTIVE), member(Role.AUDITOR))
    assert {client_for(one).get(place).status_code for one in hidden} == {404}


def test_auditors_see_what_was_approved_and_change_nothing(approved, client_for, member):
    browser = client_for(member(Role.AUDITOR))
    assert approved.title in text(browser.get(url("meetings"), {"time": "all"}))
    for name in ("meeting", "meeting_minutes"):
        assert browser.get(url(name, reference=approved.reference)).status_code == 200
    assert browser.post(url("meeting_print", reference=approved.reference)).status_code == 403


def test_a_member_of_the_board_reads_and_does_not_run(running, council, client_for):
    browser = client_for(council.members[1])
    page = text(browser.get(url("meeting", reference=running.reference)))
    assert url("meeting_close", reference=running.reference) not in page
    for name in ("meeting_close", "meeting_attendance", "meeting_approve"):
        assert browser.post(url(name, reference=running.reference)).status_code == 403


def test_other_organizations_see_nothing(running, member, other_organization, client_for):
    stranger = member(Role.COE_STAFF, organization=other_organization)
    browser = client_for(stranger)
    place = url("meeting", org=other_organization.slug, reference=running.reference)
    assert browser.get(place).status_code == 404
    assert browser.get(url("meeting", reference=running.reference)).status_code == 404
    listed = text(browser.get(url("meetings", org=other_organization.slug), {"time": "all"}))
    assert running.title not in listed
    with scope(other_organization):
        assert not find_meetings(stranger, running.title).exists()
        assert not any(
            one.key.startswith("meeting-") for one in entries_of(stranger, timezone.now())
        )


def test_the_search_and_the_calendar_know_the_meeting(organization, running, council, member):
    with scope(organization):
        (found,) = find_meetings(council.members[1], "november")
        assert found == running
        assert not find_meetings(member(), "november").exists()
        titles = {one.title for one in entries_of(council.members[1], timezone.now())}
        assert titles >= {running.title, f"Vote on {running.items.get().review.use_case}"}


def test_the_calendar_entry_invites(running, chair, client_for):
    answer = client_for(chair).get(url("meeting_calendar", reference=running.reference))
    assert b"METHOD:REQUEST" in answer.content
    assert b"SUMMARY:November meeting" in answer.content


def test_the_list_shows_what_is_to_come_until_asked_for_more(
    organization, approved, council, chair, client_for
):
    with scope(organization):
        coming = planned(council.board, chair, title="December meeting")
    browser = client_for(chair)
    assert coming.title in text(browser.get(url("meetings")))
    assert approved.title not in text(browser.get(url("meetings")))
    past = text(browser.get(url("meetings"), {"time": "past", "board": council.board.pk}))
    assert approved.title in past
    assert coming.title not in past


def test_votes_show_by_the_rule_of_the_ballot(organization, running, review, council, client_for):
    with scope(organization):
        vote(review, council.members[1], NO, rationale="Never.")
    place = url("meeting", reference=running.reference)
    assert ">Reject<" not in text(client_for(council.members[2]).get(place))
    with scope(organization):
        vote(review, council.members[2], YES)
    assert ">Reject<" in text(client_for(council.members[2]).get(place))


def test_a_secret_ballot_stays_secret_until_the_close(organization, member, client_for):
    with scope(organization):
        council = new_council(member, ballot=BallotRule.SECRET)
        review = open_for(new_case(member()))
        meeting = held(council.board, council.members[0], council.members)
        vote(review, council.members[1], NO)
        vote(review, council.members[2], YES)
    place = url("meeting", reference=meeting.reference)
    for person in (*council.members, member(Role.COE_STAFF)):
        page = text(client_for(person).get(place))
        assert ">Reject<" not in page
        assert "votes are hidden for now" in page


def test_the_agenda_is_sorted_by_buttons(organization, running, chair, client_for):
    browser, one = client_for(chair), {"reference": running.reference}
    browser.post(url("meeting_add", **one), {"title": "Any other business", "minutes": 5})
    with scope(organization):
        item = running.items.get(title="Any other business")
    browser.post(url("meeting_item_up", **one, item=item.pk))
    with scope(organization):
        assert running.items.first() == item
    browser.post(url("meeting_item_down", **one, item=item.pk))
    browser.post(url("meeting_item_edit", **one, item=item.pk), {"title": "News", "minutes": 9})
    assert "News" in text(browser.get(url("meeting", **one)))
    browser.post(url("meeting_item_remove", **one, item=item.pk))
    with scope(organization):
        assert running.items.count() == 1


def test_moving_calling_off_and_excusing(organization, council, chair, review, client_for):
    with scope(organization):
        meeting = planned(council.board, chair)
    one = {"reference": meeting.reference}
    assert client_for(council.members[2]).post(url("meeting_excuse", **one)).status_code == 302
    browser = client_for(chair)
    later = timezone.localtime() + dt.timedelta(days=9)
    given = {"starts_at": f"{later:%Y-%m-%dT%H:%M}", "minutes": 30, "title": "Short one"}
    assert "Short one" in text(browser.post(url("meeting_move", **one), given, follow=True))
    assert browser.post(url("meeting_cancel", **one), {"reason": ""}).status_code == 422
    page = browser.post(url("meeting_cancel", **one), {"reason": "Holiday"}, follow=True)
    assert "This meeting was called off: Holiday" in text(page)
    with scope(organization):
        assert Meeting.objects.get().state == MeetingState.CANCELLED


def test_a_page_costs_the_same_with_one_review_and_with_three(
    organization, running, council, chair, client_for, member
):
    browser, place = client_for(chair), url("meeting", reference=running.reference)
    browser.get(place)

    def cost():
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(place).status_code == 200
        return len(asked)

    one = cost()
    with scope(organization):
        for _more in range(2):
            open_for(new_case(member()))
        keys = [one.key for one in docket_of(council.board, running)]
    browser.post(url("meeting_docket", reference=running.reference), {"keys": keys})
    assert cost() == one
