"""The API of release checklists."""

from __future__ import annotations

import pytest

from coe_portal.accounts.roles import Role
from coe_portal.tenancy.scope import scope
from intake.choices import Gate
from tests.governance.checklists import adopted, complete
from tests.governance.conftest import new_case

API = "/northbank/api/v1/release-checklists/"


@pytest.fixture
def owner(member):
    return member(Role.MODEL_OWNER, name="Olga Owner")


@pytest.fixture
def case(organization, owner):
    with scope(organization):
        adopted()
        return new_case(owner)


def test_programs_read_answer_and_confirm(organization, case, owner, member, api_client):
    own, judge = api_client(owner), api_client(member(Role.REVIEWER))
    place = f"{API}{case.reference}/"
    gates = own.get(place).json()
    assert [(one["gate"], one["is_open"]) for one in gates] == [
        ("pilot", False),
        ("production", False),
    ]
    item = f"{place}production/items/users-are-told/"
    given = {"choice": "yes", "note": "A banner.", "revision": 0}
    assert own.put(item, given, format="json").json()["settled"] == 1
    assert own.put(item, given, format="json").status_code == 409
    assert judge.put(item, given, format="json").status_code == 403
    assert own.put(item, {"choice": "maybe"}, format="json").status_code == 422
    with scope(organization):
        digest = complete(case, Gate.PRODUCTION, owner).digest
    confirm = f"{place}production/confirm/"
    assert own.post(confirm, {"digest": digest}, format="json").status_code == 403
    done = judge.post(confirm, {"digest": digest}, format="json").json()
    assert (done["is_confirmed"], done["is_open"]) == (True, True)


def test_programs_of_others_see_nothing(case, member, other_organization, api_client):
    stranger = api_client(member(Role.COE_STAFF, organization=other_organization))
    assert stranger.get(f"/mercy/api/v1/release-checklists/{case.reference}/").status_code == 404
    assert stranger.get(f"{API}{case.reference}/").status_code in (401, 403, 404)
