"""Statements charge what units owe, freeze when issued, and are corrected by other statements."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.roles import Role
from coe_portal.errors import (
    InvalidInput,
    InvalidTransition,
    NotAllowed,
    RuleViolation,
    StaleState,
)
from coe_portal.notifications.models import Notification
from coe_portal.tenancy.clock import today_here
from coe_portal.tenancy.scope import scope
from intake.models.use_cases import UseCase
from metrics.actions.chargebacks import (
    Settlement,
    accept_statement,
    discard_draft,
    dispute_statement,
    draw_up,
    issue_statement,
    settle_statement,
)
from metrics.actions.costs import void_cost
from metrics.actions.funding import CentreTerms, FundingTerms, set_cost_centre, set_funding
from metrics.choices import AllocationKey, CostCategory, FundingModel, StatementKind, StatementState
from metrics.models.chargebacks import FundingPolicy, Statement, rules_in
from metrics.permissions.costs import chargebacks_visible_to
from metrics.queries.chargebacks import due_in, weights_in
from registry.models.models import AIModel, ModelVersion, UsageRecord
from tests.metrics.costs import SYSTEM, booked, hybrid, month_ago, unit

pytestmark = pytest.mark.usefixtures("in_scope")


@pytest.fixture
def claims(in_scope):
    return unit("Claims")


@pytest.fixture
def sales(in_scope):
    return unit("Sales")


@pytest.fixture
def finance(member):
    return Actor.member(member(Role.FINANCE, name="Fay Finance"))


@pytest.fixture
def head(member, claims):
    person = member(name="Hal Head")
    set_cost_centre(CentreTerms(business_unit=claims, head=person, code="4711"), actor=SYSTEM)
    return person


@pytest.fixture
def charged(claims, sales, finance, head):
    """60 of its own and half of 100 in common: issued to the head of Claims."""
    hybrid({claims.pk: "50", sales.pk: "50"})
    booked(60, business_unit=claims, category=CostCategory.EXTERNAL, description="Consultants")
    booked(100)
    draft = draw_up(month_ago(), units=[claims], actor=finance)[0]
    return issue_statement(draft, draft.total, actor=finance)


def titles(member):
    rows = Notification.objects.filter(recipient=member).order_by("pk")
    return list(rows.values_list("title", flat=True))


def test_a_unit_pays_what_it_caused_and_its_share_of_the_rest(charged, head, claims):
    assert (charged.reference, charged.state, charged.total) == ("CB-1", "issued", 110)
    assert (charged.head, charged.cost_centre, charged.currency) == (head, "4711", "EUR")
    assert [(line.label, line.amount) for line in charged.lines.all()] == [
        ("COST-1 · Consultants", 60),
        ("Share of common costs: Platform", 50),
    ]
    assert charged.basis["weight"] == "50"
    assert titles(head) == [f"CB-1: Claims pays 110.00 EUR for {month_ago():%B %Y}"]


def test_statements_of_all_units_add_up_to_what_is_charged(claims, sales, finance):
    third = unit("Third")
    hybrid({claims.pk: "33.33", sales.pk: "33.33", third.pk: "33.34"}, share=70)
    booked("100.01")
    booked("10.10", business_unit=sales)
    drafts = draw_up(month_ago(), actor=finance)
    assert sum(draft.total for draft in drafts) == Decimal("70.01") + Decimal("10.10")


def test_drawn_up_again_a_month_holds_only_the_difference(charged, claims, finance):
    assert draw_up(month_ago(), units=[claims], actor=finance) == []
    booked(20, business_unit=claims, description="Late")
    void_cost(charged.lines.first().entry, "Not ours", actor=finance)
    draft = draw_up(month_ago(), units=[claims], actor=finance)[0]
    assert (draft.kind, draft.corrects, draft.total) == (StatementKind.CORRECTION, charged, -40)
    issue_statement(draft, Decimal(-40), actor=finance)
    charged.refresh_from_db()
    assert charged.total == 110
    assert due_in(month_ago()).get(claims.pk) is None


def test_a_draft_is_reckoned_from_the_books_until_it_is_issued(claims, finance):
    hybrid({claims.pk: "100"})
    booked(10, business_unit=claims)
    draft = draw_up(month_ago(), actor=finance)[0]
    booked(5, business_unit=claims)
    with pytest.raises(StaleState) as refused:
        issue_statement(draft, draft.total, actor=finance)
    assert refused.value.context["total"] == "15.00"
    assert draw_up(month_ago(), actor=finance) == [draft]
    assert issue_statement(draft, Decimal(15), actor=finance).total == 15
    with pytest.raises(InvalidTransition):
        issue_statement(draft, None, actor=finance)


def test_a_discarded_draft_charges_nothing_and_can_be_drawn_up_again(claims, finance):
    hybrid({claims.pk: "100"})
    entry = booked(10, business_unit=claims)
    draft = discard_draft(draw_up(month_ago(), actor=finance)[0], actor=finance)
    assert draft.state == StatementState.DISCARDED
    again = draw_up(month_ago(), actor=finance)[0]
    void_cost(entry, "A mistake", actor=finance)
    with pytest.raises(RuleViolation):
        issue_statement(again, None, actor=finance)


def test_a_month_that_still_runs_and_central_funding_charge_nothing(claims, finance):
    booked(10, business_unit=claims)
    assert draw_up(month_ago(), actor=finance) == []
    with pytest.raises(InvalidInput):
        draw_up(today_here(), actor=finance)


def test_the_head_disputes_and_finance_gives_something_back(charged, head, finance, claims):
    with pytest.raises(InvalidInput):
        dispute_statement(charged, " ", actor=Actor.member(head))
    dispute_statement(charged, "The consultants were Sales'.", actor=Actor.member(head))
    assert titles(finance.membership) == ["Claims disputes CB-1"]
    for amount in ("0", "110.01"):
        terms = Settlement(answer="Half of it.", credit=Decimal(amount))
        with pytest.raises(InvalidInput):
            settle_statement(charged, terms, actor=finance)
    terms = Settlement(answer="Half of it.", credit=Decimal(30))
    settled, credit = settle_statement(charged, terms, actor=finance)
    assert (settled.state, settled.total, settled.answer) == ("settled", 110, "Half of it.")
    assert (credit.kind, credit.total, credit.corrects) == (StatementKind.CREDIT, -30, charged)
    assert titles(head)[-1] == "CB-1: your dispute was answered"
    assert due_in(month_ago()).get(claims.pk) is None


def test_the_head_accepts_and_nobody_else_answers(charged, head, finance, member):
    for other in (finance, Actor.member(member())):
        with pytest.raises(NotAllowed):
            accept_statement(charged, actor=other)
    assert accept_statement(charged, actor=Actor.member(head)).state == StatementState.SETTLED
    with pytest.raises(InvalidTransition):
        dispute_statement(charged, "Late", actor=Actor.member(head))


def test_heads_see_what_was_issued_to_them(charged, head, finance, member, other_organization):
    booked(5, business_unit=charged.business_unit)
    draw_up(month_ago(), actor=finance)
    assert list(chargebacks_visible_to(head)) == [charged]
    assert not chargebacks_visible_to(member()).exists()
    assert chargebacks_visible_to(finance.membership).count() == 3
    with scope(other_organization):
        assert not Statement.objects.exists()


def test_units_pay_by_headcount_use_cases_or_requests(claims, sales, finance, member):
    for business in (claims, claims, claims, sales):
        person = member(business_unit=business)
    UseCase.objects.create(number=1, title="A", business_unit=sales)
    UseCase.objects.create(number=2, title="B", business_unit=sales, stage="rejected")
    model = AIModel.objects.create(number=1, name="triage", owner=person, steward_unit=claims)
    version = ModelVersion.objects.create(model=model, number=1)
    month = today_here().replace(day=1)
    UsageRecord.objects.create(version=version, day=month, consumer="app", calls=900)
    expected = {
        AllocationKey.HEADCOUNT: {claims.pk: 3, sales.pk: 1},
        AllocationKey.USE_CASES: {sales.pk: 1},
        AllocationKey.REQUESTS: {claims.pk: 900},
    }
    for key, weights in expected.items():
        given = FundingTerms(from_month=month, model=FundingModel.CHARGEBACK, key=key)
        rules = set_funding(given, actor=finance).rules
        assert weights_in(month, rules) == weights
        assert rules.charged_share == 100


def test_rules_hold_from_their_month_on_and_the_last_word_counts(claims, finance, member):
    first = hybrid({claims.pk: "100"}, share=40)
    assert rules_in(month_ago(13)).model == FundingModel.CENTRAL
    assert rules_in(month_ago()).share == 40
    later = FundingTerms(from_month=month_ago(2), model=FundingModel.CHARGEBACK)
    set_funding(later, actor=finance)
    assert (rules_in(month_ago(3)), rules_in(month_ago()).model) == (first.rules, "chargeback")
    assert FundingPolicy.objects.count() == 2
    wrong = (
        FundingTerms(from_month=month_ago(), model=FundingModel.HYBRID, share=Decimal(101)),
        FundingTerms(
            from_month=month_ago(),
            model=FundingModel.HYBRID,
            key=AllocationKey.FIXED,
            fixed={claims.pk: Decimal(99)},
        ),
    )
    for one in wrong:
        with pytest.raises(InvalidInput):
            set_funding(one, actor=finance)
    with pytest.raises(NotAllowed):
        set_funding(later, actor=Actor.member(member()))


def test_months_are_kept_by_their_first_day(charged):
    assert charged.month == dt.date(charged.month.year, charged.month.month, 1)
