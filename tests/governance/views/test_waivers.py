"""Pages and API of waivers."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from coe_portal.accounts.roles import Role
from coe_portal.tenancy.scope import scope
from governance.models.waivers import Waiver
from tests.governance.waivers import ask, controlled_case

ROOM = "/northbank/governance/waivers/"
API = "/northbank/api/v1/waivers/"


@pytest.fixture
def owner(member):
    return member(Role.MODEL_OWNER, name="Olga Owner")


@pytest.fixture
def head(member):
    return member(Role.EXECUTIVE, name="Eva Executive")


@pytest.fixture
def case(organization, owner):
    with scope(organization):
        return controlled_case(owner)


@pytest.fixture
def waiver(organization, case, owner):
    with scope(organization):
        return ask(case, owner)


def until(days: int) -> str:
    return f"{timezone.localdate() + dt.timedelta(days=days):%Y-%m-%d}"


def test_asked_on_the_tab_of_the_case_accepted_and_revoked(
    organization, case, owner, head, member, client_for
):
    tab = f"/northbank/governance/cases/{case.reference}/waivers/"
    client, heads = client_for(owner), client_for(head)
    assert "Ask for a waiver" in client.get(tab).content.decode()
    form = {"control": "logging", "reason": "Later.", "measures": "By hand.",
            "expires_on": until(30)}  # fmt: skip
    assert client.post(f"{tab}new/", form | {"expires_on": until(200)}).status_code == 422
    page = client.post(f"{tab}new/", form, follow=True).content.decode()
    assert "Control logging" in page
    assert "Accept the risk" not in page
    place = f"{ROOM}WV-1/"
    assert "Accept the risk" in heads.get(place).content.decode()
    acceptance = {"note": "Few users.", "expires_on": until(20)}
    assert client.post(f"{place}accept/", acceptance).status_code == 403
    assert "Few users." in heads.post(f"{place}accept/", acceptance, follow=True).content.decode()
    assert "Control logging" in client.get(tab).content.decode()
    assert heads.post(f"{place}revoke/", {"note": "New facts."}).status_code == 302
    staff = client_for(member(Role.COE_STAFF))
    assert staff.post(f"{place}settle/", {"note": "Seen."}).status_code == 302
    with scope(organization):
        assert Waiver.objects.get().state == "settled"


def test_a_request_is_taken_back_or_refused(organization, waiver, owner, head, client_for):
    refused = client_for(head).post(f"{ROOM}WV-1/refuse/", {"note": ""})
    assert refused.status_code == 422
    assert client_for(owner).post(f"{ROOM}WV-1/withdraw/").status_code == 302
    assert client_for(head).post(f"{ROOM}WV-1/refuse/", {"note": "No."}).status_code == 422
    with scope(organization):
        assert Waiver.objects.get().state == "withdrawn"


def test_the_list_shows_what_one_may_see(waiver, owner, head, member, client_for):
    for person, sees in ((owner, True), (head, True), (member(Role.SUBMITTER), False)):
        page = client_for(person).get(f"{ROOM}?state=requested&q=logging").content.decode()
        assert ("Control logging" in page) is sees
    assert client_for(member(Role.SUBMITTER)).get(f"{ROOM}WV-1/").status_code == 404


def test_one_row_and_three_cost_the_same_queries(
    organization, waiver, owner, head, member, client_for
):
    client = client_for(head)
    client.get(ROOM)
    with CaptureQueriesContext(connection) as one:
        client.get(ROOM)
    with scope(organization):
        for place in range(2):
            other = member(Role.MODEL_OWNER, name=f"Owner {place}")
            ask(controlled_case(other, title=f"Case {place}"), other)
    with CaptureQueriesContext(connection) as three:
        client.get(ROOM)
    assert len(three) == len(one)


def test_programs_ask_and_decide(case, owner, head, member, api_client):
    own, heads = api_client(owner), api_client(head)
    data = {"use_case": case.reference, "control": "logging", "reason": "Later.",
            "measures": "By hand.", "expires_on": until(30)}  # fmt: skip
    made = own.post(API, data, format="json")
    assert (made.status_code, made.json()["state"]) == (201, "requested")
    assert own.post(API, data, format="json").status_code == 422
    acceptance = {"note": "Few users.", "expires_on": until(20)}
    assert own.post(f"{API}WV-1/accept/", acceptance, format="json").status_code == 403
    granted = heads.post(f"{API}WV-1/accept/", acceptance, format="json").json()
    assert (granted["state"], granted["expires_on"]) == ("granted", until(20))
    assert heads.post(f"{API}WV-1/refuse/", {"note": "No."}, format="json").status_code == 409
    ended = heads.post(f"{API}WV-1/revoke/", {"note": "New facts."}, format="json").json()
    assert ended["state"] == "revoked"
    staff = api_client(member(Role.COE_STAFF))
    assert staff.post(f"{API}WV-1/settle/", {"note": "Seen."}, format="json").json()["state"] == (
        "settled"
    )
    assert own.get(f"{API}?state=settled").json()["results"][0]["reference"] == "WV-1"


def test_waivers_of_others_stay_with_them(
    waiver, other_organization, member, client_for, api_client
):
    stranger = member(Role.EXECUTIVE, Role.COE_STAFF, organization=other_organization)
    room = f"/{other_organization.slug}/governance/waivers/"
    client = client_for(stranger)
    assert "Control logging" not in client.get(room).content.decode()
    assert client.get(f"{room}WV-1/").status_code == 404
    acceptance = {"note": "Mine.", "expires_on": until(20)}
    assert client.post(f"{room}WV-1/accept/", acceptance).status_code == 404
    program = api_client(stranger)
    place = f"/{other_organization.slug}/api/v1/waivers/"
    assert program.get(place).json()["results"] == []
    assert program.post(f"{place}WV-1/accept/", acceptance, format="json").status_code == 404
