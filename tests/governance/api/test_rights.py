"""The API of decision rights and the RACI chart."""

from __future__ import annotations

import pytest
from django.utils import timezone

from coe_portal.accounts.roles import Role
from coe_portal.tenancy.models import BusinessUnit
from coe_portal.tenancy.scope import scope
from governance.choices import OperatingModel
from governance.logic.rights import default_holders, dump_holders
from governance.models.rights import DecisionRights
from tests.governance.conftest import new_council

RIGHTS = "/northbank/api/v1/decision-rights/"
RACI = "/northbank/api/v1/raci/"


@pytest.fixture
def today(organization) -> str:
    return timezone.localdate().isoformat()


@pytest.fixture
def council(organization, member):
    with scope(organization):
        BusinessUnit.objects.create(name="Sales", code="sales")
        return new_council(member)


@pytest.fixture
def terms(council, today):
    cells = dump_holders(default_holders(OperatingModel.FEDERATED))
    return {"model": "federated", "cells": cells, "effective_on": today, "reason": "We grew."}


@pytest.fixture
def staff(council, member, api_client):
    return api_client(member(Role.COE_STAFF))


def test_programs_publish_rights_and_what_is_different_in_a_unit(staff, terms, today):
    shipped = staff.get(f"{RIGHTS}current/").json()
    assert (shipped["version"], shipped["model"]) == (None, "centralized")
    made = staff.post(RIGHTS, terms, format="json")
    assert (made.status_code, made.json()["version"]) == (201, 1)
    assert staff.post(RIGHTS, terms, format="json").status_code == 409
    own = {"unit": "sales", "cells": {"medium": {"poc": "coe"}}, "effective_on": today}
    assert staff.post(RIGHTS, own, format="json").json()["units"] == {
        "sales": {"medium": {"poc": "coe"}}
    }
    listed = staff.get(RIGHTS).json()["results"]
    assert [one["version"] for one in listed] == [2, 1]

    def poc(address: str) -> dict[str, object]:
        return next(
            cell for cell in staff.get(address).json()["tiers"]["medium"] if cell["gate"] == "poc"
        )

    assert poc(f"{RIGHTS}current/")["holder"] == "unit"
    assert poc(f"{RIGHTS}current/?unit=sales") | {"path": ""} == {
        "gate": "poc",
        "holder": "coe",
        "path": "",
        "is_different": True,
    }
    assert staff.get(f"{RIGHTS}current/?unit=nowhere").status_code == 404


@pytest.mark.parametrize(
    "cells", [{"medium": {"poc": "king"}}, {"moon": {}}, {"medium": "coe"}, "coe", {}]
)
def test_rights_that_cannot_be_are_refused(staff, terms, cells):
    assert staff.post(RIGHTS, {**terms, "cells": cells}, format="json").status_code == 422
    assert staff.post(RIGHTS, {**terms, "unit": "moon"}, format="json").status_code == 422


def test_programs_read_and_publish_the_raci_chart(staff, today):
    shipped = staff.get(f"{RACI}current/").json()
    assert shipped["version"] is None
    rows = shipped["rows"][:2]
    given = {"rows": rows, "effective_on": today, "reason": "Two will do."}
    assert staff.post(RACI, given, format="json").status_code == 201
    assert staff.get(f"{RACI}current/").json() == {"version": 1, "rows": rows}
    assert staff.get(RACI).json()["results"][0]["reason"] == "Two will do."
    empty = {**given, "rows": [{"activity": "Nobody does it"}]}
    assert staff.post(RACI, empty, format="json").status_code == 422


def test_members_read_and_do_not_publish(organization, council, member, terms, api_client):
    for person in (member(), member(Role.EXECUTIVE)):
        client = api_client(person)
        assert client.get(f"{RIGHTS}current/").status_code == 200
        assert client.get(f"{RACI}current/").status_code == 200
        assert client.post(RIGHTS, terms, format="json").status_code == 403
        assert client.post(RACI, {}, format="json").status_code == 403
    reading = api_client(member(Role.COE_STAFF), scopes=["governance:read"])
    assert reading.post(RIGHTS, terms, format="json").status_code == 403
    with scope(organization):
        assert not DecisionRights.objects.exists()


def test_others_read_their_own(staff, terms, member, other_organization, api_client):
    staff.post(RIGHTS, terms, format="json")
    stranger = api_client(member(Role.COE_STAFF, organization=other_organization))
    assert stranger.get(RIGHTS).status_code in {401, 403, 404}
    theirs = f"/{other_organization.slug}/api/v1/decision-rights/"
    assert stranger.get(theirs).json()["results"] == []
