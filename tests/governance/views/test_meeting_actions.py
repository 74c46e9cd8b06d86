"""The pages of what meetings agreed on."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from coe_portal.accounts.roles import Role
from coe_portal.tenancy.scope import scope
from tests.governance.conftest import new_council
from tests.governance.meetings import agreed, held


def url(name, *, org="northbank", **kwargs):
    return reverse(f"governance:{name}", kwargs={"org": org, **kwargs})


def text(answer) -> str:
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def council(organization, member):
    with scope(organization):
        return new_council(member)


@pytest.fixture
def doer(member):
    return member(name="Dora Doer")


@pytest.fixture
def point(organization, council, doer):
    with scope(organization):
        return agreed(council, doer)


def test_the_owner_finds_it_in_the_docket_and_says_that_it_is_done(
    organization, point, doer, client_for
):
    browser = client_for(doer)
    with scope(organization):
        address = point.get_absolute_url()
        meeting = point.meeting.get_absolute_url()
    assert address in text(browser.get(url("docket")))
    page = text(browser.get(address))
    assert "Bring the data" in page
    assert f'href="{meeting}"' not in page, "the meeting is not the owner's to read"
    refused = browser.post(url("meeting_action_done", point=point.pk), {"note": "x" * 501})
    assert refused.status_code == 422
    done = browser.post(url("meeting_action_done", point=point.pk), {"note": "It is here."})
    assert done.headers["Location"] == address
    assert "It is here." in text(browser.get(address))
    assert address not in text(browser.get(url("docket")))
    browser.post(url("meeting_action_reopen", point=point.pk))
    assert address in text(browser.get(url("docket")))


def test_the_board_reads_it_on_the_page_of_its_meetings(
    organization, point, council, doer, client_for
):
    with scope(organization):
        address, meeting = point.get_absolute_url(), point.meeting.get_absolute_url()
        following = held(council.board, council.members[0], council.members).get_absolute_url()
    browser = client_for(council.members[1])
    assert address in text(browser.get(meeting))
    page = text(browser.get(following))
    assert "Still open from earlier meetings" in page
    assert address in page
    assert browser.post(url("meeting_action_done", point=point.pk), {}).status_code == 403


def test_the_list_narrows_by_state_and_person(point, council, doer, client_for):
    browser, place = client_for(council.members[1]), url("meeting_actions")
    assert "Bring the data" in text(browser.get(place))
    assert "Bring the data" in text(browser.get(f"{place}?state=open"))
    assert "Bring the data" not in text(browser.get(f"{place}?state=done"))
    assert "Bring the data" not in text(browser.get(f"{place}?whose=mine"))
    assert "Bring the data" in text(client_for(doer).get(f"{place}?whose=mine"))


def test_strangers_find_nothing(organization, point, member, other_organization, client_for):
    for person in (member(Role.EXECUTIVE), member()):
        assert client_for(person).get(url("meeting_action", point=point.pk)).status_code == 404
        assert "Bring the data" not in text(client_for(person).get(url("meeting_actions")))
    staff = member(Role.COE_STAFF, organization=other_organization)
    theirs = {"org": other_organization.slug}
    stranger = client_for(staff)
    assert stranger.get(url("meeting_action", point=point.pk, **theirs)).status_code == 404
    assert "Bring the data" not in text(stranger.get(url("meeting_actions", **theirs)))


def test_more_actions_ask_no_more_of_the_database(organization, council, doer, client_for):
    browser = client_for(doer)

    def asked(number: int) -> int:
        with scope(organization):
            for _one in range(number):
                agreed(council, doer)
        with CaptureQueriesContext(connection) as queries:
            text(browser.get(url("meeting_actions")))
        return len(queries)

    asked(1)
    assert asked(1) == asked(3)
