"""Costs are booked once, never changed, and taken back for a reason."""

from __future__ import annotations

from decimal import Decimal

import pytest

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.roles import Role
from coe_portal.audit.models import AuditEvent
from coe_portal.errors import InvalidInput, InvalidTransition, NotAllowed
from coe_portal.tenancy.clock import today_here
from coe_portal.tenancy.scope import scope
from intake.models.use_cases import UseCase
from metrics.actions.costs import (
    BudgetTerms,
    book_costs,
    correct_cost,
    set_budget,
    void_cost,
)
from metrics.choices import CostCategory
from metrics.logic.spending import fiscal_year_of
from metrics.models.costs import BudgetLine, CostEntry
from metrics.queries.costs import planned_in, year_page
from tests.metrics.costs import SYSTEM, booked, month_ago, terms, unit

pytestmark = pytest.mark.usefixtures("in_scope")


@pytest.fixture
def finance(member):
    return Actor.member(member(Role.FINANCE, name="Fay Finance"))


def actions_of(entry):
    return list(
        AuditEvent.objects.about(entry).order_by("sequence").values_list("action", flat=True)
    )


def test_finance_books_a_cost_and_others_do_not(finance, member):
    entry = booked("12.345", actor=finance, month=today_here())
    assert (entry.reference, entry.amount, entry.month.day) == ("COST-1", Decimal("12.35"), 1)
    assert actions_of(entry) == ["metrics.cost.booked"]
    for role in (Role.EXECUTIVE, Role.SUBMITTER, Role.AUDITOR):
        with pytest.raises(NotAllowed):
            booked(actor=Actor.member(member(role)))


def test_a_cost_of_a_use_case_belongs_to_its_unit():
    claims = unit("Claims")
    case = UseCase.objects.create(number=1, title="Triage", business_unit=claims)
    assert booked(use_case=case).business_unit == claims
    assert booked(use_case=case, business_unit=unit("Sales")).business_unit.name == "Sales"


def test_an_invoice_is_booked_once(finance):
    first = booked(5, invoice="INV-1")
    assert booked(5, invoice=" INV-1 ", actor=finance) == first
    assert actions_of(first) == ["metrics.cost.booked"]
    with pytest.raises(InvalidInput) as refused:
        booked(6, invoice="INV-1")
    assert refused.value.errors == {
        "invoice": ["This invoice is booked as COST-1 with other values."]
    }
    void_cost(first, "Sent twice", actor=finance)
    assert booked(6, invoice="INV-1").reference == "COST-2"


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"amount": Decimal("0.001")}, "amount"),
        ({"amount": Decimal(10) ** 11}, "amount"),
        ({"description": "  "}, "description"),
    ],
)
def test_what_cannot_be_booked_is_refused_by_field(fields, wrong):
    with pytest.raises(InvalidInput) as refused:
        booked(**fields)
    assert refused.value.errors.keys() == {wrong}


@pytest.mark.parametrize("months", [12 * 11, -30])
def test_a_month_of_long_ago_or_far_ahead_is_refused(months):
    with pytest.raises(InvalidInput) as refused:
        booked(month=month_ago(months))
    assert refused.value.errors.keys() == {"month"}


def test_of_many_all_are_booked_or_none():
    with pytest.raises(InvalidInput):
        book_costs([terms(5), terms(0)], actor=SYSTEM)
    assert not CostEntry.objects.exists()
    again = [terms(5, invoice="A"), terms(7), terms(5, invoice="A")]
    assert len(set(book_costs(again, actor=SYSTEM))) == 2
    with pytest.raises(InvalidInput):
        book_costs([terms()] * 1001, actor=SYSTEM)


def test_a_mistake_is_taken_back_and_booked_anew(finance):
    entry = booked(100, invoice="INV-1")
    with pytest.raises(InvalidInput):
        correct_cost(entry, terms(100, invoice="INV-1"), "No change", actor=finance)
    new = correct_cost(entry, terms(90, invoice="INV-1"), "Discount", actor=finance)
    entry.refresh_from_db()
    assert (entry.is_standing, entry.void_reason, new.corrects) == (False, "Discount", entry)
    assert list(CostEntry.objects.standing()) == [new]
    assert actions_of(entry) == ["metrics.cost.booked", "metrics.cost.voided"]
    with pytest.raises(InvalidTransition):
        void_cost(entry, "Again", actor=finance)
    with pytest.raises(InvalidInput):
        void_cost(new, " ", actor=finance)


def test_a_budget_keeps_what_was_set_before(finance, member):
    year = today_here().year
    claims = unit("Claims")
    given = {CostCategory.PEOPLE: Decimal(600), CostCategory.PLATFORM: Decimal(200)}
    set_budget(BudgetTerms(fiscal_year=year, amounts=given), actor=finance)
    of_unit = BudgetTerms(
        fiscal_year=year, business_unit=claims, amounts={CostCategory.PEOPLE: Decimal(50)}
    )
    set_budget(of_unit, actor=finance)
    more = BudgetTerms(fiscal_year=year, amounts={**given, CostCategory.PEOPLE: Decimal(700)})
    assert [line.planned for line in set_budget(more, actor=finance)] == [700]
    assert planned_in(year) == {
        (CostCategory.PEOPLE, None): 700,
        (CostCategory.PLATFORM, None): 200,
        (CostCategory.TRAINING, None): 0,
        (CostCategory.EXTERNAL, None): 0,
        (CostCategory.PEOPLE, claims.pk): 50,
    }
    assert BudgetLine.objects.count() == 6
    assert set_budget(more, actor=finance) == []
    with pytest.raises(NotAllowed):
        set_budget(more, actor=Actor.member(member(Role.SUBMITTER)))
    for wrong in (BudgetTerms(fiscal_year=year, amounts={CostCategory.PEOPLE: Decimal(-1)}),
                  BudgetTerms(fiscal_year=year + 50, amounts=given)):  # fmt: skip
        with pytest.raises(InvalidInput):
            set_budget(wrong, actor=finance)


def test_the_year_holds_the_costs_of_its_own_organization_only(other_organization, finance):
    booked(100, business_unit=unit("Claims"))
    booked(50, month=month_ago(0))
    void_cost(booked(1000), "A test", actor=finance)
    with scope(other_organization):
        booked(9999)
        assert sum(year_page(fiscal_year_of(month_ago()), today_here()).by_month) == 9999
    year = fiscal_year_of(month_ago())
    page = year_page(year, today_here())
    expected = 150 if fiscal_year_of(today_here()) == year else 100
    assert sum(page.by_month) == expected
    assert {str(line.unit): line.line.actual for line in page.units}["Claims"] == 100


def test_the_year_is_read_in_few_queries(django_assert_max_num_queries):
    for name in ("A", "B", "C"):
        booked(10, business_unit=unit(name))
    with django_assert_max_num_queries(6):
        assert not year_page(fiscal_year_of(month_ago()), today_here()).is_empty
