"""Pages of the benefits ledger."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from coe_portal.accounts.roles import Role
from coe_portal.tenancy.scope import scope
from metrics.choices import BenefitKind, BenefitState
from metrics.models.benefits import Benefit, BenefitEntry, BenefitTerms
from tests.governance.conftest import new_case
from tests.metrics.benefits import claimed, forecast, month_ago, set_terms, verified


def url(name, *, org="northbank", **kwargs):
    return reverse(f"metrics:{name}", kwargs={"org": org, **kwargs})


@pytest.fixture
def owner(member):
    return member(Role.MODEL_OWNER, name="Olga Owner")


@pytest.fixture
def finance(member):
    return member(Role.FINANCE, name="Fred Finance")


@pytest.fixture
def case(organization, owner):
    with scope(organization):
        return new_case(owner)


@pytest.fixture
def months(organization):
    with scope(organization):
        return [month_ago(months) for months in range(7)]


@pytest.fixture
def make(organization, case, owner, finance):
    def make_benefit(**fields):
        with scope(organization):
            if not BenefitTerms.objects.exists():
                set_terms(finance)
            return forecast(case, fields.pop("by", owner), **fields)

    return make_benefit


FIGURES = {"people": 100, "hours": 8, "adoption": 50, "haircut": 25}
ONE = {"reference": "BEN-1"}


def set_by_page(treasurer):
    rates = {"loaded_rate": 40, "haircut_percent": 25, "reason": "Payroll."}
    return treasurer.post(url("benefit_terms_set"), rates, follow=True).content.decode()


def propose_by_page(browser, case, owner):
    new = {
        "kind": "hours_saved",
        "title": "Faster checks",
        "hypothesis": "Half the time.",
        "process": "Invoice checking",
        "owner": owner.pk,
    }
    made = browser.post(url("benefit_new", reference=case.reference), new, follow=True)
    return made.content.decode()


def prepare_by_page(browser, months):
    """Baseline and forecast; the answer to the forecast."""
    base = {"baseline": 1600, "baseline_unit": "hours a month", "baseline_source": "Counted.",
            "baseline_on": f"{months[6]}"}  # fmt: skip
    browser.post(url("benefit_baseline", **ONE), base)
    plan = {**FIGURES, "starts_on": f"{months[3]}", "low_percent": 70, "high_percent": 120}
    return browser.post(url("benefit_forecast", **ONE), plan)


def test_from_the_use_case_to_a_claim(case, owner, finance, months, client_for):
    browser = client_for(owner)
    tab = browser.get(url("case_benefits", reference=case.reference)).content.decode()
    assert url("benefit_new", reference=case.reference) in tab
    assert "Faster checks" in propose_by_page(browser, case, owner)
    refused = prepare_by_page(browser, months)
    assert refused.status_code == 422
    assert "Finance has to set the rate" in refused.content.decode()
    assert "Payroll." in set_by_page(client_for(finance))
    assert prepare_by_page(browser, months).status_code == 302
    assert "Valued at 40.00 an hour" in browser.get(url("benefit_claim", **ONE)).content.decode()
    claim = {**FIGURES, "month": f"{months[1]}", "evidence": "The log."}
    page = browser.post(url("benefit_claim", **ONE), claim, follow=True).content.decode()
    assert "€12k claimed" in page
    assert (
        "Faster checks"
        in browser.get(url("case_benefits", reference=case.reference)).content.decode()
    )


def test_finance_verifies_a_claim(organization, make, owner, finance, client_for):
    with scope(organization):
        entry = claimed(make(), owner).pk
    browser, treasurer = client_for(owner), client_for(finance)
    verifying = url("benefit_verify", **ONE, entry=entry)
    assert verifying not in browser.get(url("benefit", **ONE)).content.decode()
    assert browser.get(verifying).status_code == 403
    assert verifying in treasurer.get(url("benefit", **ONE)).content.decode()
    assert "The log of the checking tool." in treasurer.get(verifying).content.decode()
    page = treasurer.post(verifying, {"amount": "12000.00", "note": ""}, follow=True)
    assert "€12k verified" in page.content.decode()
    with scope(organization):
        assert Benefit.objects.get().state == BenefitState.VERIFIED
    ledger = treasurer.get(url("benefits")).content.decode()
    assert "Verified, 12 months" in ledger
    assert "0 months wait for finance" in ledger


def test_the_other_verdicts(organization, make, owner, finance, client_for):
    benefit = make()
    with scope(organization):
        entries = [claimed(benefit, owner, months).pk for months in (1, 2, 3)]
    browser = client_for(finance)
    one = {"reference": "BEN-1"}
    browser.post(url("benefit_return", **one, entry=entries[0]), {"note": "Which log?"})
    browser.post(url("benefit_reject_month", **one, entry=entries[1]), {"note": "No log."})
    browser.post(url("benefit_verify", **one, entry=entries[2]), {"amount": "12000"})
    browser.post(url("benefit_revoke", **one, entry=entries[2]), {"reason": "Counted twice."})
    page = browser.get(url("benefit", **one)).content.decode()
    for text in ("Which log?", "No log.", "Counted twice."):
        assert text in page
    with scope(organization):
        states = BenefitEntry.objects.order_by("pk").values_list("state", flat=True)
        assert list(states) == ["returned", "rejected", "revoked"]
    refused = browser.post(url("benefit_reject", **one), {"reason": ""})
    assert refused.status_code == 422
    browser.post(url("benefit_reject", **one), {"reason": "None."})
    with scope(organization):
        assert Benefit.objects.get().state == BenefitState.REJECTED


def test_an_overlap_is_shown_and_ruled(organization, make, finance, owner, client_for):
    make(title="First of two")
    make(title="Second of two")
    browser = client_for(finance)
    ruling = url("benefit_rule", reference="BEN-1", other="BEN-2")
    assert ruling in browser.get(url("benefit", reference="BEN-1")).content.decode()
    assert "Second of two" in browser.get(url("benefit_overlaps")).content.decode()
    assert client_for(owner).get(ruling).status_code == 403
    share = {"ruling": "split", "percent": 60, "reason": "One effect."}
    page = browser.post(ruling, share, follow=True).content.decode()
    assert "They share one effect: One effect." in page
    with scope(organization):
        shares = dict(Benefit.objects.values_list("number", "share_percent"))
        assert shares == {1: 60, 2: 40}


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ({"state": "verified"}, {"Verified one"}),
        ({"waiting": "yes"}, {"Claimed one"}),
        ({"kind": "cost_avoided"}, {"Cost one"}),
        ({"q": "claimed"}, {"Claimed one"}),
        ({"q": "ben-1"}, {"Verified one"}),
        ({"state": "live"}, {"Verified one", "Claimed one", "Cost one"}),
    ],
)
def test_filters(query, titles, organization, make, owner, finance, client_for):
    first = make(title="Verified one", process="One")
    second = make(title="Claimed one", process="Two")
    make(title="Cost one", kind=BenefitKind.COST)
    with scope(organization):
        verified(first, owner, finance)
        claimed(second, owner)
    rows = client_for(finance).get(url("benefits"), {**query, "export": "csv"}).content.decode()
    assert {name for name in ("Verified one", "Claimed one", "Cost one") if name in rows} == titles


def test_others_and_another_organization_see_nothing(make, member, other_organization, client_for):
    make(title="Secret saving")
    place = url("benefit", reference="BEN-1")
    passer = client_for(member())
    assert passer.get(place).status_code == 404
    assert "Secret saving" not in passer.get(url("benefits")).content.decode()
    for name in ("benefit_overlaps", "benefit_terms"):
        assert passer.get(url(name)).status_code == 403
    stranger = client_for(member(Role.FINANCE, organization=other_organization))
    assert stranger.get(place).status_code == 404
    assert stranger.get(url("benefit", org="mercy", reference="BEN-1")).status_code == 404
    for name in ("benefits", "benefit_overlaps", "benefit_terms"):
        page = stranger.get(url(name, org="mercy")).content.decode()
        assert "Secret saving" not in page
        assert "Payroll" not in page


def test_an_auditor_reads_and_no_more(organization, make, owner, member, client_for):
    benefit = make()
    with scope(organization):
        entry = claimed(benefit, owner).pk
    auditor = client_for(member(Role.AUDITOR))
    page = auditor.get(url("benefit", reference="BEN-1")).content.decode()
    assert "Faster checks" in page
    places = [url(name, reference="BEN-1") for name in ("benefit_edit", "benefit_claim",
              "benefit_close", "benefit_reject")]  # fmt: skip
    for place in [*places, url("benefit_verify", reference="BEN-1", entry=entry)]:
        assert place not in page
        assert auditor.get(place).status_code == 403


@pytest.mark.parametrize("name", ["benefits", "benefit_overlaps", "case_benefits"])
def test_a_page_costs_the_same_for_one_and_many(
    name, organization, make, owner, finance, case, client_for
):
    browser = client_for(finance)
    place = url(name, reference=case.reference) if name == "case_benefits" else url(name)

    def cost():
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(place).status_code == 200
        return len(queries)

    def fill(count):
        for _number in range(count):
            benefit = make(process="Alike")
            with scope(organization):
                claimed(benefit, owner)

    fill(2)
    cost()
    few = cost()
    fill(6)
    assert cost() == few
