"""The API of the papers of the EU AI Act."""

from __future__ import annotations

import pytest

from coe_portal.accounts.roles import Role
from coe_portal.tenancy.scope import scope
from governance.choices import PaperKind
from tests.governance.papers import fill, high_case

API = "/northbank/api/v1/ai-act-papers/"


@pytest.fixture
def owner(member):
    return member(Role.MODEL_OWNER, name="Olga Owner")


@pytest.fixture
def case(organization, owner):
    with scope(organization):
        return high_case(owner)


def test_programs_write_keep_and_file(organization, case, owner, api_client):
    own = api_client(owner)
    place = f"{API}{case.reference}/"
    paper = own.get(f"{place}fria/").json()
    assert (paper["is_due"], len(paper["points"]), paper["editions"]) == (True, 6, [])
    text = {"text": "In lending.", "revision": 0}
    written = own.put(f"{place}fria/points/a/", text, format="json").json()
    assert (written["points"][0]["text"], written["points"][0]["is_gap"]) == ("In lending.", False)
    assert own.put(f"{place}fria/points/a/", text, format="json").status_code == 409
    assert own.post(f"{place}fria/editions/", format="json").status_code == 409
    kept = own.post(f"{place}technical_file/editions/", format="json")
    assert (kept.status_code, len(kept.json()["editions"])) == (201, 1)
    filing = {"filed_on": "2026-11-01", "register_number": "EU-42"}
    assert own.post(f"{place}registration/filing/", filing, format="json").status_code == 409
    with scope(organization):
        fill(case, PaperKind.REGISTRATION, owner)
    filed = own.post(f"{place}registration/filing/", filing, format="json")
    assert (filed.status_code, filed.json()["editions"][0]["gap_count"]) == (201, 0)
    assert own.get(f"{place}novel/").status_code == 404


def test_programs_of_others_see_nothing(case, member, other_organization, api_client):
    assert api_client(member()).get(f"{API}{case.reference}/fria/").status_code == 403
    stranger = api_client(member(Role.COE_STAFF, organization=other_organization))
    mercy = f"/mercy/api/v1/ai-act-papers/{case.reference}/fria/"
    assert stranger.get(mercy).status_code == 404
