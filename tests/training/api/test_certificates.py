"""The API of certificates: what each sees, what the holder discloses, what staff revokes."""

from __future__ import annotations

import datetime as dt
from http import HTTPStatus
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from coe_portal.accounts.models import Membership
from coe_portal.accounts.roles import Role
from coe_portal.audit.models import AuditEvent
from coe_portal.tenancy.scope import scope
from tests.training.conftest import certify
from training.models.certificates import Certificate

API = "/northbank/api/v1/certificates/"
ONE = f"{API}CERT-1/"
DISCLOSURE = f"{ONE}disclosure/"
NOT_FOUND, FORBIDDEN = HTTPStatus.NOT_FOUND, HTTPStatus.FORBIDDEN
DAY = dt.timedelta(days=1)


@pytest.fixture
def staff(member, api_client):
    return api_client(member(Role.COE_STAFF))


@pytest.fixture
def holder(organization, member):
    """Hana, who reports to Max."""
    person, manager = member(name="Hana Holder"), member(name="Max")
    with scope(organization):
        Membership.objects.filter(pk=person.pk).update(manager=manager)
        person.refresh_from_db()
    return person


@pytest.fixture
def held(organization, course, member, holder):
    with scope(organization):
        return certify(holder, course(member(), title="AI literacy"), lapses_in=DAY, percent=85)


@pytest.fixture
def manager(organization, holder):
    with scope(organization):
        return Membership.objects.with_user().get(pk=holder.manager_id)


def events(organization):
    with scope(organization):
        return list(AuditEvent.objects.order_by("sequence").values_list("action", flat=True))


def references(answer):
    return [row["reference"] for row in answer.json()["results"]]


def test_a_certificate_tells_what_its_page_tells(held, holder, manager, staff, api_client):
    told = staff.get(ONE).json()
    assert (told["course"], told["title"], told["holder"]) == ("C-1", "AI literacy", "Hana Holder")
    assert (told["member"], told["percent"], told["state"]) == (holder.pk, 85, "valid")
    assert not {"public_id", "is_public", "verification_url"} & set(told)
    for person in (holder, manager):
        client = api_client(person)
        assert client.get(f"{API}cert-1/").json() == told
        assert client.get(API).json()["results"] == [told]


def test_colleagues_find_nothing(held, member, api_client):
    colleague = api_client(member())
    missing = colleague.get(f"{API}CERT-99/").json()
    for answer in (
        colleague.get(ONE),
        colleague.get(DISCLOSURE),
        colleague.put(DISCLOSURE, {"is_public": True}, format="json"),
    ):
        assert (answer.status_code, answer.json()) == (NOT_FOUND, missing)
    assert references(colleague.get(API)) == []
    assert colleague.post(f"{ONE}revoke/", {"reason": "Envy."}).status_code == FORBIDDEN


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, ["CERT-3", "CERT-2", "CERT-1"]),
        ({"state": "valid"}, ["CERT-1"]),
        ({"state": "lapsed"}, ["CERT-2"]),
        ({"state": "revoked"}, ["CERT-3"]),
        ({"q": "hana"}, ["CERT-1"]),
        ({"course": "C-1"}, ["CERT-1"]),
        ({"course": "C-99"}, []),
    ],
)
def test_the_list_is_narrowed_by_its_address(
    organization, held, course, member, staff, query, found
):
    with scope(organization):
        other = course(member())
        certify(member(name="Lou"), other, lapses_in=-DAY)
        gone = {"revoked_at": timezone.now(), "revocation_reason": "Copied."}
        certify(member(name="Rex"), other, **gone)
    assert references(staff.get(API, query)) == found
    states = {row["state"] for row in staff.get(API, query).json()["results"]}
    assert "state" not in query or states == {query["state"]}


def test_only_the_holder_decides_what_strangers_see(
    organization, held, holder, manager, staff, api_client
):
    own = api_client(holder)
    wish = {"is_public": True, "shows_name": True}

    before = own.get(DISCLOSURE).json()
    for client in (staff, api_client(manager)):
        assert client.get(DISCLOSURE).status_code == FORBIDDEN
        assert client.put(DISCLOSURE, wish, format="json").status_code == FORBIDDEN
    chosen = own.put(DISCLOSURE, wish, format="json").json()

    nothing = dict.fromkeys(("is_public", "shows_name", "shows_result"), False)
    assert before == {**nothing, "verification_url": None}
    assert chosen == {**nothing, **wish, "verification_url": chosen["verification_url"]}
    assert held.public_id in chosen["verification_url"]
    page = Client().get(urlsplit(chosen["verification_url"]).path)
    assert "Hana Holder" in page.content.decode()
    assert events(organization)[-1] == "training.certificate.disclosed"
    assert own.put(DISCLOSURE, {}, format="json").json() == before


def test_staff_revoke_with_a_reason_and_once(organization, held, holder, staff, api_client):
    silent = staff.post(f"{ONE}revoke/", {"reason": " "})
    revoked = staff.post(f"{ONE}revoke/", {"reason": "Somebody else sat the quiz."}).json()
    again = staff.post(f"{ONE}revoke/", {"reason": "Still."})

    assert (silent.status_code, list(silent.json()["errors"])) == (422, ["reason"])
    assert (revoked["state"], revoked["revocation_reason"]) == (
        "revoked",
        "Somebody else sat the quiz.",
    )
    assert again.status_code == HTTPStatus.CONFLICT
    assert events(organization).count("training.certificate.revoked") == 1
    assert api_client(holder).post(f"{ONE}revoke/", {"reason": "No."}).status_code == FORBIDDEN


def test_a_token_that_only_reads_changes_nothing(organization, held, holder, api_client):
    reader = api_client(holder, ["training:read"])
    assert references(reader.get(API)) == ["CERT-1"]
    refused = reader.put(DISCLOSURE, {"is_public": True}, format="json")
    assert refused.status_code == FORBIDDEN
    with scope(organization):
        assert not Certificate.objects.get().is_public


def test_another_organization_finds_nothing(
    organization, held, other_organization, member, api_client
):
    stranger = api_client(member(Role.COE_STAFF, organization=other_organization))
    there = "/mercy/api/v1/certificates/"
    assert references(stranger.get(there)) == []
    for path in ("CERT-1/", "CERT-1/disclosure/"):
        assert stranger.get(f"{there}{path}").status_code == NOT_FOUND
    put = stranger.put(f"{there}CERT-1/disclosure/", {"is_public": True}, format="json")
    revoke = stranger.post(f"{there}CERT-1/revoke/", {"reason": "Ours now."})
    assert (put.status_code, revoke.status_code) == (NOT_FOUND, NOT_FOUND)
    with scope(organization):
        assert Certificate.objects.get().is_valid(timezone.now())


def test_the_list_costs_the_same_with_1_and_30(organization, course, member, staff):
    owner = member()

    def add(count):
        for _number in range(count):
            with scope(organization):
                certify(member(), course(owner))

    def cost():
        with CaptureQueriesContext(connection) as asked:
            rows = staff.get(API).json()["results"]
        return len(asked), len(rows)

    add(1)
    staff.get(API)
    few, _one = cost()
    add(29)
    assert cost() == (few, 30)
