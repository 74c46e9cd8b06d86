"""Costs, budgets and chargebacks by API."""

from __future__ import annotations

import pytest

from coe_portal.accounts.roles import Role
from coe_portal.tenancy.scope import scope
from metrics.actions.funding import CentreTerms, set_cost_centre
from metrics.logic.spending import fiscal_year_of
from metrics.models.costs import CostEntry
from tests.metrics.costs import SYSTEM, booked, month_ago, unit

API = "/northbank/api/v1/"


@pytest.fixture
def finance(member):
    return member(Role.FINANCE, name="Fay Finance")


@pytest.fixture
def claims(organization):
    with scope(organization):
        return unit("Claims")


@pytest.fixture
def month(organization):
    with scope(organization):
        return month_ago()


def entry(month, **fields):
    known = {"month": str(month), "category": "platform", "amount": "80.00", "description": "GPU"}
    return {**known, **fields}


def test_a_program_books_costs_and_sends_them_twice(finance, claims, month, api_client):
    program = api_client(finance)
    given = entry(month, invoice="INV-1", business_unit="CLAIMS")
    first = program.post(f"{API}costs/", given, format="json")
    again = program.post(f"{API}costs/", given, format="json")
    assert (first.status_code, first.json()) == (201, again.json())
    assert first.json()["business_unit"] == "CLAIMS"
    other = program.post(f"{API}costs/", {**given, "amount": "81.00"}, format="json")
    assert (other.status_code, "invoice" in str(other.json())) == (422, True)
    batch = {"entries": [entry(month), entry(month, amount="5.00", invoice="INV-2")]}
    assert program.post(f"{API}costs/batch/", batch, format="json").status_code == 201
    listed = program.get(f"{API}costs/", {"standing": "yes"}).json()["results"]
    assert [row["amount"] for row in listed] == ["5.00", "80.00", "80.00"]
    void = program.post(f"{API}costs/COST-1/void/", {"reason": "A test"}, format="json")
    assert void.json()["void_reason"] == "A test"


def test_of_a_batch_with_a_mistake_nothing_is_booked(organization, finance, month, api_client):
    batch = {"entries": [entry(month), entry(month, amount="0.00")]}
    answer = api_client(finance).post(f"{API}costs/batch/", batch, format="json")
    assert answer.status_code == 422
    with scope(organization):
        assert not CostEntry.objects.exists()


def test_a_token_that_reads_does_not_write(finance, month, api_client):
    reader = api_client(finance, scopes=["metrics:read"])
    assert reader.get(f"{API}costs/").status_code == 200
    assert reader.post(f"{API}costs/", entry(month), format="json").status_code == 403


def test_budgets_and_who_pays(finance, claims, month, api_client):
    program = api_client(finance)
    year = fiscal_year_of(month).year
    budget = {"fiscal_year": year, "category": "people", "amount": "600.00"}
    said = program.post(f"{API}budgets/", budget, format="json")
    assert (said.status_code, len(said.json())) == (201, 4)
    assert program.get(f"{API}budgets/").json()["results"][0]["set_by"].startswith("Fay Finance")
    assert program.get(f"{API}funding/").status_code == 404
    rules = {"from_month": str(month), "model": "hybrid", "share": "40.00", "key": "fixed"}
    wrong = program.post(f"{API}funding/", {**rules, "fixed": {"NOBODY": "100"}}, format="json")
    assert (wrong.status_code, "NOBODY" in str(wrong.json())) == (422, True)
    said = program.post(f"{API}funding/", {**rules, "fixed": {"CLAIMS": "100"}}, format="json")
    assert said.json()["fixed"] == {"CLAIMS": "100.00"}
    assert program.get(f"{API}funding/").json()["share"] == "40.00"


def test_a_statement_from_draft_to_settlement(
    organization, finance, member, claims, month, api_client
):
    head = member(name="Hal Head")
    with scope(organization):
        set_cost_centre(CentreTerms(business_unit=claims, head=head), actor=SYSTEM)
        booked(60, business_unit=claims)
    program, other = api_client(finance), api_client(head)
    rules = {"from_month": str(month), "model": "chargeback"}
    assert program.post(f"{API}funding/", rules, format="json").status_code == 201
    drawn = program.post(f"{API}chargebacks/", {"month": str(month)}, format="json").json()
    assert [(row["reference"], row["total"]) for row in drawn] == [("CB-1", "60.00")]
    stale = program.post(f"{API}chargebacks/CB-1/issue/", {"total": "1.00"}, format="json")
    assert stale.status_code == 409
    assert other.get(f"{API}chargebacks/CB-1/").status_code == 404
    issued = program.post(f"{API}chargebacks/CB-1/issue/", {"total": "60.00"}, format="json")
    assert (issued.json()["state"], issued.json()["head"]) == ("issued", "Hal Head")
    assert program.post(f"{API}chargebacks/CB-1/accept/").status_code == 403
    disputed = other.post(f"{API}chargebacks/CB-1/dispute/", {"what": "No"}, format="json")
    assert disputed.json()["state"] == "disputed"
    given = {"answer": "Part of it", "credit": "10.00"}
    settled = program.post(f"{API}chargebacks/CB-1/settle/", given, format="json")
    assert settled.json()["answer"] == "Part of it"
    rows = other.get(f"{API}chargebacks/").json()["results"]
    assert [(row["kind"], row["total"], row["corrects"]) for row in rows] == [
        ("credit", "-10.00", "CB-1"),
        ("charge", "60.00", None),
    ]
