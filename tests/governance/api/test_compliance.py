"""The API of compliance."""

from __future__ import annotations

import pytest

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.roles import Role
from coe_portal.tenancy.scope import scope
from governance.actions.controls import NewControl, create_control, link_control
from governance.actions.coverage import recount
from governance.actions.frameworks import bring_edition
from governance.choices import ControlScope
from governance.models.controls import Evidence
from governance.models.frameworks import Requirement
from tests.governance.compliance import edition, own_framework

API = "/northbank/api/v1"
SCOPES = ["governance:read", "governance:write"]
STAFF = Actor.system("tests")


@pytest.fixture
def program(member, api_client):
    return api_client(member(Role.COE_STAFF, name="Stella Staff"), SCOPES)


@pytest.fixture
def house_rules(in_scope, make_case):
    """House rules, a control of R-1, and a case that is counted."""
    framework = own_framework(STAFF)
    control = create_control(NewControl(title="Logs", scope=ControlScope.USE_CASE), actor=STAFF)
    link_control(control, Requirement.objects.in_force().get(code="R-1"), actor=STAFF)
    recount([make_case().pk])
    return framework


def test_frameworks_requirements_and_coverage_are_read(house_rules, program):
    (framework,) = program.get(f"{API}/frameworks/").json()["results"]
    assert (framework["key"], framework["is_adopted"]) == ("house-rules", True)

    rows = program.get(f"{API}/frameworks/house-rules/requirements/").json()["results"]
    assert [row["code"] for row in rows] == ["G", "R-1", "R-2", "R-3"]

    (line,) = program.get(f"{API}/frameworks/house-rules/coverage/").json()["results"]
    assert (line["use_case"], line["covered"], line["open"]) == ("UC-1", 0, 3)


def test_an_edition_is_adopted_once(house_rules, program):
    bring_edition(edition({"R-1": "Log everything"}), actor=STAFF)
    place = f"{API}/frameworks/house-rules/editions/2/adopt/"

    assert program.post(place).json()["edition_number"] == 2
    assert program.post(place).status_code == 409
    assert program.post(f"{API}/frameworks/house-rules/editions/9/adopt/").status_code == 404


def test_evidence_is_given_and_judged_by_two(house_rules, program, member, api_client):
    given = program.post(
        f"{API}/controls/CTL-1/evidence/",
        {
            "use_case": "UC-1",
            "title": "Log",
            "link": "https://example.org/log",
            "effective_on": "2026-01-01",
        },
        format="json",
    )
    assert given.status_code == 201
    assert given.json()["state"] == "offered"

    assert program.post(f"{API}/evidence/EV-1/accept/").status_code == 403
    judge = api_client(member(Role.REVIEWER), SCOPES)
    back = judge.post(f"{API}/evidence/EV-1/return/", {"remark": "Unsigned"}, format="json")
    assert (back.status_code, back.json()["state"]) == (200, "returned")
    assert judge.post(f"{API}/evidence/EV-1/accept/").status_code == 409
    assert program.get(f"{API}/controls/CTL-1/").json()["requirements"] == [
        {"framework": "house-rules", "code": "R-1"}
    ]


def test_another_organization_sees_nothing(house_rules, member, api_client, other_organization):
    with scope(other_organization):
        assert Evidence.objects.count() == 0
    stranger = member(Role.COE_STAFF, organization=other_organization)
    client = api_client(stranger, SCOPES)

    assert client.get(f"{API}/frameworks/").status_code in {401, 403, 404}
    other = f"/{other_organization.slug}/api/v1"
    assert client.get(f"{other}/frameworks/").json()["results"] == []
    assert client.get(f"{other}/controls/CTL-1/").status_code == 404
