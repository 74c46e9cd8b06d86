"""The list of conditions, its filters and exports, and evidence with a file."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from coe_portal.accounts.roles import Role
from coe_portal.tenancy.scope import scope
from governance.choices import ConditionState
from governance.models.decisions import Condition
from tests.governance.conditions import approve_with_condition

LIST = "/northbank/governance/conditions/"


@pytest.fixture
def owner(member):
    return member(Role.MODEL_OWNER, name="Olga Owner")


@pytest.fixture
def condition(organization, member, owner) -> Condition:
    with scope(organization):
        return approve_with_condition(owner, member, text="Close the bias finding")


def test_the_list_filters_by_state_date_and_words(condition, owner, client_for):
    client = client_for(owner)
    for query, found in (
        ("", True),
        ("?state=pending&due=30", True),
        ("?state=met", False),
        ("?due=7", False),
        ("?due=overdue", False),
        (f"?q={condition.reference}", True),
        ("?q=bias", True),
        ("?q=copper", False),
        (f"?owner={owner.pk}", True),
    ):
        page = client.get(LIST + query).content.decode()
        assert ("Close the bias finding" in page) is found, query


def test_the_list_is_exported(condition, owner, client_for):
    answer = client_for(owner).get(f"{LIST}?export=csv")
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    assert b"Close the bias finding" in content


def test_one_row_and_three_cost_the_same_queries(
    organization, condition, member, owner, client_for
):
    client = client_for(owner)
    client.get(LIST)
    with CaptureQueriesContext(connection) as one:
        client.get(LIST)
    with scope(organization):
        for position in (2, 3):
            Condition.objects.create(
                decision=condition.decision,
                use_case=condition.use_case,
                position=position,
                text=f"Condition {position}",
                due_on=condition.due_on,
                owner=member(name=f"Owner {position}"),
            )
    with CaptureQueriesContext(connection) as three:
        client.get(LIST)
    assert len(three) == len(one)


def test_evidence_with_a_file(organization, condition, owner, client_for):
    address = reverse(
        "governance:offer_evidence",
        kwargs={"org": "northbank", "reference": condition.decision.reference, "position": 1},
    )
    file = SimpleUploadedFile("report.txt", b"All fair.", "text/plain")
    answer = client_for(owner).post(address, {"note": "The report.", "file": file})
    assert answer.status_code == 302
    with scope(organization):
        offered = Condition.objects.select_related("evidence").get()
        assert (offered.state, offered.evidence.name) == (ConditionState.OFFERED, "report.txt")
        assert offered.evidence.part == condition.reference


def test_conditions_of_others_stay_with_them(
    condition, other_organization, member, client_for, api_client
):
    stranger = member(Role.COE_STAFF, organization=other_organization)
    page = client_for(stranger).get(f"/{other_organization.slug}/governance/conditions/")
    assert "Close the bias finding" not in page.content.decode()
    rows = api_client(stranger).get(f"/{other_organization.slug}/api/v1/conditions/").json()
    assert rows["results"] == []
    one = f"/{other_organization.slug}/api/v1/conditions/{condition.reference}/"
    assert api_client(stranger).get(one).status_code == 404


def test_evidence_by_programs(condition, member, owner, api_client):
    staff = api_client(member(Role.COE_STAFF, name="Sam Staff"))
    own = api_client(owner)
    place = f"/northbank/api/v1/conditions/{condition.reference}/"
    assert staff.post(f"{place}confirm/").status_code == 409
    file = SimpleUploadedFile("report.txt", b"All fair.", "text/plain")
    offered = own.post(f"{place}offer/", {"note": "The report.", "file": file}, format="multipart")
    assert (offered.status_code, offered.json()["state"]) == (200, "offered")
    assert len(offered.json()["evidence_sha256"]) == 64
    assert own.post(f"{place}confirm/").status_code == 403
    back = staff.post(f"{place}return/", {"reason": "Page 4?"}, format="json")
    assert back.json()["state"] == "open"
    again = own.post(f"{place}offer/", {"note": "Page 4."}, format="json")
    assert again.json()["evidence_sha256"] == offered.json()["evidence_sha256"]
    met = staff.post(f"{place}confirm/").json()
    assert (met["state"], met["settled_by"]) == ("met", "Sam Staff (tests)")


def test_programs_filter_as_pages_do(condition, owner, api_client):
    client = api_client(owner)
    rows = client.get("/northbank/api/v1/conditions/?state=pending").json()["results"]
    assert [row["reference"] for row in rows] == [condition.reference]
    with time_machine.travel(timezone.now() + dt.timedelta(days=40), tick=False):
        assert client.get("/northbank/api/v1/conditions/?due=overdue").json()["results"]
