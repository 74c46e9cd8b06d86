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


def test_benefits_that_may_count_twice_are_ruled_on(case, owner, finance, organization, api_client):
    with scope(organization):
        forecast(case, owner)
        forecast(case, owner, title="The same again")
    treasurer, one = api_client(finance), f"{API}BEN-1/overlaps/"
    (found,) = treasurer.get(one).json()
    assert (found["other"], found["is_open"], found["ruling"]) == ("BEN-2", True, None)
    (pair,) = treasurer.get(f"{API}overlaps/").json()
    assert (pair["first"], pair["second"], pair["percent"]) == ("BEN-1", "BEN-2", None)
    split = {"other": "BEN-2", "ruling": "split", "percent": 30, "reason": "One effect."}
    assert api_client(owner).post(one, split, format="json").status_code == 403
    assert treasurer.post(one, {**split, "percent": None}, format="json").status_code == 422
    assert treasurer.post(one, {**split, "other": "BEN-9"}, format="json").status_code == 422
    (ruled,) = treasurer.post(one, split, format="json").json()
    assert (ruled["ruling"], ruled["percent"], ruled["is_open"]) == ("split", 30, False)
    assert ruled["ruled_by"] == finance.user.email
    (there,) = treasurer.get(f"{API}BEN-2/overlaps/").json()
    assert (there["other"], there["percent"]) == ("BEN-1", 70)
    assert treasurer.get(f"{API}BEN-2/").json()["share_percent"] == 70
    (pair,) = treasurer.get(f"{API}overlaps/").json()
    assert (pair["ruling"], pair["percent"]) == ("split", 30)


def test_overlaps_stay_in_their_organization_and_with_those_who_see_the_benefit(
    case, owner, member, organization, other_organization, api_client
):
    with scope(organization):
        forecast(case, owner)
        forecast(case, owner, title="The same again")
    outsider = api_client(member())
    assert outsider.get(f"{API}BEN-1/overlaps/").status_code == 404
    assert outsider.get(f"{API}overlaps/").status_code == 403
    assert len(api_client(owner).get(f"{API}BEN-1/overlaps/").json()) == 1
    stranger = api_client(member(Role.FINANCE, organization=other_organization))
    assert stranger.get("/mercy/api/v1/benefits/overlaps/").json() == []
    assert stranger.get("/mercy/api/v1/benefits/terms/").json() == []


def test_finance_sets_the_conservative_rate(finance, member, organization, api_client):
    with scope(organization):
        set_terms(finance)
    treasurer, place = api_client(finance), f"{API}terms/"
    new = {"loaded_rate": 38.5, "haircut_percent": 30, "reason": "Payroll of this year."}
    made = treasurer.post(place, new, format="json")
    assert (made.status_code, made.json()["set_by"]) == (201, finance.user.email)
    kept = treasurer.get(place).json()
    assert [(one["loaded_rate"], one["haircut_percent"]) for one in kept] == [(38.5, 30), (40, 25)]
    assert treasurer.post(place, {**new, "loaded_rate": 0}, format="json").status_code == 422
    staff = api_client(member(Role.COE_STAFF))
    assert staff.get(place).status_code == 200
    assert staff.post(place, new, format="json").status_code == 403
    reader = api_client(finance, scopes=["metrics:read"])
    assert reader.post(place, new, format="json").status_code == 403
