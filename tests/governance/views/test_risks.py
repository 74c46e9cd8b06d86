"""Pages of the risk register."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.roles import Role
from coe_portal.tenancy.scope import scope
from governance.actions.risks import Ratings, assess_risk
from governance.choices import RiskState, TreatmentState
from governance.models.risks import Risk
from tests.governance.conftest import new_case
from tests.governance.risks import accept, in_days, new_risk, plan


def url(name, *, org="northbank", **kwargs):
    return reverse(f"governance:{name}", kwargs={"org": org, **kwargs})


@pytest.fixture
def owner(member):
    return member(Role.MODEL_OWNER, name="Olga Owner")


@pytest.fixture
def staff(member):
    return member(Role.COE_STAFF, name="Sam Staff")


@pytest.fixture
def case(organization, owner):
    with scope(organization):
        return new_case(owner)


@pytest.fixture
def make_risk(organization, owner):
    def make(of=None, **fields):
        with scope(organization):
            return new_risk(of or owner, **fields)

    return make


def terms(owner, **fields):
    return {
        "title": "Prompt injection",
        "category": "security",
        "owner": owner.pk,
        "review_on": f"{in_days(90):%Y-%m-%d}",
        "likelihood": "4",
        "impact": "4",
        "library_id": "risk-003",
        **fields,
    }


def test_from_the_library_to_an_accepted_risk(organization, owner, staff, member, case, client_for):
    browser = client_for(owner)
    assert "Training data poisoning" in browser.get(url("risk_library")).content.decode()
    form = browser.get(url("risk_new"), {"entry": "risk-003", "about": case.reference})
    assert 'value="Training data poisoning"' in form.content.decode()

    made = browser.post(url("risk_new"), terms(owner, about=case.reference), follow=True)
    page = made.content.decode()
    assert case.title in page
    assert "source vetting" in page
    assert url("risk_accept", reference="RISK-1") not in page

    treatment = {
        "kind": "reduce",
        "text": "Vet sources.",
        "owner": staff.pk,
        "due_on": f"{in_days(9):%Y-%m-%d}",
    }
    browser.post(url("risk_treatment_new", reference="RISK-1"), treatment)
    helper = client_for(staff)
    done = url("risk_treatment_done", reference="RISK-1", position=1)
    assert helper.post(done, {"note": ""}).status_code == 422
    assert (
        "All are vetted."
        in helper.post(done, {"note": "All are vetted."}, follow=True).content.decode()
    )

    ratings = {
        "inherent_likelihood": 4,
        "inherent_impact": 4,
        "residual_likelihood": 3,
        "residual_impact": 4,
        "loss_low": 0,
        "loss_likely": 60000,
        "loss_high": 600000,
        "frequency": 2,
    }
    assessed = browser.post(url("risk_assess", reference="RISK-1"), ratings, follow=True)
    assert "€280k" in assessed.content.decode()

    acceptance = {"reason": "Rare enough.", "expires_on": f"{in_days(90):%Y-%m-%d}"}
    accepting = url("risk_accept", reference="RISK-1")
    assert helper.post(accepting, acceptance).status_code == 403
    head = client_for(member(Role.EXECUTIVE, name="Eva Executive"))
    page = head.post(accepting, acceptance, follow=True).content.decode()
    assert "Eva Executive accepts it until" in page
    with scope(organization):
        risk = Risk.objects.get()
        assert (risk.state, risk.score) == (RiskState.ACCEPTED, 12)
        assert risk.treatments.get().state == TreatmentState.DONE
    tab = client_for(owner).get(url("case_risks", reference=case.reference)).content.decode()
    assert "Prompt injection" in tab


def test_forms_say_what_is_wrong(owner, make_risk, client_for):
    make_risk()
    browser = client_for(owner)
    refused = browser.post(url("risk_new"), terms(owner, about="UC-99", impact=""))
    assert refused.status_code == 422
    half = {"inherent_likelihood": 3, "inherent_impact": 3, "loss_low": 5}
    answer = browser.post(url("risk_assess", reference="RISK-1"), half)
    assert answer.status_code == 422
    assert "all four, or none" in answer.content.decode()


def test_close_reopen_review_and_links(organization, owner, staff, make_risk, case, client_for):
    make_risk()
    helper = client_for(staff)
    one = {"reference": "RISK-1"}
    linked = helper.post(url("risk_link", **one), {"reference": case.reference}, follow=True)
    assert case.title in linked.content.decode()
    with scope(organization):
        link = Risk.objects.get().links.get().pk
    helper.post(url("risk_unlink", **one, link=link))
    assert helper.post(url("risk_unlink", **one, link=link)).status_code == 404
    review = {"note": "Unchanged.", "next_on": f"{in_days(200):%Y-%m-%d}"}
    helper.post(url("risk_review", **one), review)
    helper.post(url("risk_close", **one), {"reason": "Service ended."})
    with scope(organization):
        risk = Risk.objects.get()
        assert (risk.state, risk.review_on) == (RiskState.CLOSED, in_days(200))
        assert not risk.links.exists()
    page = helper.post(url("risk_reopen", **one), {"reason": "Back."}, follow=True)
    assert url("risk_close", **one) in page.content.decode()


def test_each_cell_of_the_map_opens_its_risks(organization, owner, staff, make_risk, client_for):
    make_risk(title="Rare blaze", likelihood=1, impact=5)
    judged = make_risk(title="Daily slip", likelihood=5, impact=2)
    with scope(organization):
        ratings = Ratings(inherent_likelihood=5, inherent_impact=2, residual_likelihood=2,
                          residual_impact=2)  # fmt: skip
        assess_risk(judged, ratings, actor=Actor.member(staff))
    browser = client_for(staff)
    before = browser.get(url("risk_map"), {"rating": "inherent"}).content.decode()
    query = "?state=live&amp;rating=inherent&amp;likelihood=5&amp;impact=2"
    assert f'href="{url("risks")}{query}"' in before
    assert before.count("?state=live") == 2
    after = browser.get(url("risk_map")).content.decode()
    assert "1 risk is not rated after treatment yet" in after
    assert after.count("?state=live") == 1

    opened = browser.get(url("risks") + query.replace("&amp;", "&")).content.decode()
    assert "Daily slip" in opened
    assert "Rare blaze" not in opened
    current = {"likelihood": 2, "impact": 2}
    assert "Daily slip" in browser.get(url("risks"), current).content.decode()


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ({"state": "accepted"}, {"Accepted one"}),
        ({"state": "live", "band": "critical"}, {"Critical one"}),
        ({"review": "overdue"}, {"Late one"}),
        ({"q": "late"}, {"Late one"}),
        ({"q": "risk-2"}, {"Critical one"}),
        ({"category": "privacy"}, {"Accepted one"}),
    ],
)
def test_filters(query, titles, organization, staff, make_risk, client_for):
    accepted = make_risk(title="Accepted one", category="privacy")
    make_risk(title="Critical one", likelihood=5, impact=5)
    late = make_risk(title="Late one")
    with scope(organization):
        accept(accepted, Actor.member(staff))
        Risk.objects.filter(pk=late.pk).update(review_on=in_days(-2))
    page = client_for(staff).get(url("risks"), {**query, "export": "csv"})
    rows = page.content.decode()
    assert {title for title in ("Accepted one", "Critical one", "Late one") if title in rows} == (
        titles
    )


def test_expected_losses_are_summed(organization, staff, make_risk, client_for):
    for loss in (100, 300):
        risk = make_risk(title=f"Loses {loss}")
        with scope(organization):
            flat = Decimal(loss)
            ratings = Ratings(inherent_likelihood=3, inherent_impact=3, loss_low=flat,
                              loss_likely=flat, loss_high=flat, frequency=Decimal(2))  # fmt: skip
            assess_risk(risk, ratings, actor=Actor.member(staff))
    make_risk(title="Unpriced")
    page = client_for(staff).get(url("risk_losses")).content.decode()
    assert "€800" in page
    assert page.index("Loses 300") < page.index("Loses 100")
    assert "Unpriced" not in page


def test_others_and_another_organization_see_nothing(
    make_risk, member, other_organization, client_for
):
    make_risk(title="Secret weakness")
    place = url("risk", reference="RISK-1")
    passer = client_for(member())
    assert passer.get(place).status_code == 404
    for name in ("risks", "risk_map", "risk_losses"):
        assert "Secret weakness" not in passer.get(url(name)).content.decode()
    stranger = client_for(member(Role.COE_STAFF, organization=other_organization))
    assert stranger.get(place).status_code == 404
    assert stranger.get(url("risk", org="mercy", reference="RISK-1")).status_code == 404
    assert "Secret weakness" not in stranger.get(url("risks", org="mercy")).content.decode()


def test_an_auditor_reads_and_no_more(make_risk, member, client_for):
    make_risk()
    auditor = client_for(member(Role.AUDITOR))
    page = auditor.get(url("risk", reference="RISK-1")).content.decode()
    for name in ("risk_edit", "risk_accept", "risk_close", "risk_treatment_new"):
        place = url(name, reference="RISK-1")
        assert place not in page
        assert auditor.get(place).status_code == 403
    assert auditor.get(url("risk_new")).status_code == 403


@pytest.mark.parametrize("name", ["risks", "risk_map", "risk_losses", "risk", "case_risks"])
def test_a_page_costs_the_same_for_one_and_thirty(
    name, organization, staff, owner, make_risk, case, client_for
):
    browser = client_for(staff)
    known = {"risk": "RISK-1", "case_risks": case.reference}
    place = url(name, reference=known[name]) if name in known else url(name)

    def cost():
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(place).status_code == 200
        return len(queries)

    def fill(count):
        with scope(organization):
            for _number in range(count):
                risk = new_risk(owner, about=case.reference)
                plan(Risk.objects.get(number=1), owner, Actor.member(staff))
                assess_risk(
                    risk,
                    Ratings(inherent_likelihood=3, inherent_impact=3, loss_low=Decimal(1),
                            loss_likely=Decimal(1), loss_high=Decimal(1), frequency=Decimal(1)),
                    actor=Actor.member(staff),
                )  # fmt: skip

    fill(1)
    cost()
    one = cost()
    fill(29)
    assert cost() == one
