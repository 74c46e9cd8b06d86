"""The API of the benefits ledger: the same rights and refusals as the pages."""

from __future__ import annotations

import pytest

from coe_portal.accounts.roles import Role
from coe_portal.tenancy.scope import scope
from tests.governance.conftest import new_case
from tests.metrics.benefits import forecast, month_ago, set_terms

API = "/northbank/api/v1/benefits/"
FIGURES = {"people": 100, "hours": 8, "adoption": 50, "haircut": 25}


@pytest.fixture
def owner(member):
    return member(Role.MODEL_OWNER, name="Olga Owner")


@pytest.fixture
def finance(member):
    return member(Role.FINANCE, name="Fred Finance")


@pytest.fixture
def case(organization, owner, finance):
    with scope(organization):
        set_terms(finance)
        return new_case(owner)


@pytest.fixture
def month(organization):
    with scope(organization):
        return [f"{month_ago(months)}" for months in range(7)]


def test_a_benefit_from_hypothesis_to_verified(case, owner, finance, month, api_client):
    own, treasurer = api_client(owner), api_client(finance)
    new = {
        "use_case": case.reference,
        "kind": "hours_saved",
        "title": "Faster checks",
        "hypothesis": "Half the time.",
        "process": "Invoice checking",
        "owner": owner.user.email,
    }
    made = own.post(API, new, format="json")
    assert (made.status_code, made.json()["state"]) == (201, "hypothesis")
    one = f"{API}BEN-1/"
    base = {"baseline": 1600, "baseline_unit": "hours a month", "baseline_on": month[6],
            "baseline_source": "Counted."}  # fmt: skip
    assert own.post(f"{one}baseline/", base, format="json").json()["state"] == "baselined"
    plan = {"figures": FIGURES, "starts_on": month[3], "low_percent": 70}
    found = own.post(f"{one}forecast/", plan, format="json").json()
    assert (found["forecast_low"], found["forecast_likely"]) == (8400.0, 12000.0)
    claim = {"month": month[1], "figures": FIGURES, "evidence": "The log."}
    found = own.post(f"{one}months/", claim, format="json")
    assert (found.status_code, found.json()["claimed"], found.json()["verified"]) == (
        201,
        12000.0,
        None,
    )
    entry = found.json()["months"][0]["id"]
    verdict = f"{one}months/{entry}/verify/"
    assert own.post(verdict, {}, format="json").status_code == 403
    assert treasurer.post(verdict, {"amount": 9000}, format="json").status_code == 422
    found = treasurer.post(verdict, {"amount": 9000, "note": "Less."}, format="json").json()
    assert (found["claimed"], found["verified"], found["state"]) == (None, 9000.0, "verified")
    assert treasurer.post(verdict, {}, format="json").status_code == 409
    back = treasurer.post(f"{one}months/{entry}/revoke/", {"note": "Twice."}, format="json")
    assert back.json()["months"][0]["state"] == "revoked"
    changed = own.patch(one, {"title": "Faster work"}, format="json").json()
    assert (changed["title"], changed["process"]) == ("Faster work", "Invoice checking")
    assert own.post(f"{one}close/", {"note": "Over."}, format="json").json()["state"] == "closed"


def test_bad_input_is_named(case, owner, month, organization, api_client):
    with scope(organization):
        forecast(case, owner)
    own = api_client(owner)
    claim = {"month": month[1], "figures": {**FIGURES, "luck": 3}, "evidence": "The log."}
    assert own.post(f"{API}BEN-1/months/", claim, format="json").status_code == 422
    claim["figures"] = {**FIGURES, "adoption": 120}
    assert own.post(f"{API}BEN-1/months/", claim, format="json").status_code == 422
    assert own.post(f"{API}BEN-1/months/7/verify/", {}, format="json").status_code == 404
    new = {"use_case": "UC-99", "kind": "quality", "title": "T", "hypothesis": "H", "process": "P",
           "owner": owner.user.email}  # fmt: skip
    assert own.post(API, new, format="json").status_code == 422


def test_rights_scopes_and_other_organizations(
    case, owner, member, organization, other_organization, api_client
):
    with scope(organization):
        forecast(case, owner)
    assert api_client(member()).get(f"{API}BEN-1/").status_code == 404
    reader = api_client(owner, scopes=["metrics:read"])
    assert reader.get(f"{API}BEN-1/").status_code == 200
    assert [row["reference"] for row in reader.get(f"{API}?state=live").json()["results"]] == [
        "BEN-1"
    ]
    refused = reader.post(f"{API}BEN-1/close/", {"note": "No."}, format="json")
    assert refused.status_code == 403
    stranger = api_client(member(Role.FINANCE, organization=other_organization))
    assert stranger.get(f"{API}BEN-1/").status_code == 401
    own = stranger.get("/mercy/api/v1/benefits/")
    assert (own.status_code, own.json()["results"]) == (200, [])
