"""Money in a pack: costs by their month, the year as foreseen, what came back, what units pay."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.template.loader import render_to_string

from coe_portal.accounts.roles import Role
from coe_portal.tenancy.models import BusinessUnit
from coe_portal.tenancy.scope import scope
from metrics.choices import CostCategory, StatementKind, StatementState
from metrics.integrations.board_pack.chapters.money import money
from metrics.logic.periods import Quarter
from metrics.models.chargebacks import Statement
from metrics.models.costs import BudgetLine, CostEntry
from metrics.queries.pack_costs import costs_told
from metrics.queries.pack_numbers import pack_numbers
from metrics.queries.pack_return import brought_in, by_unit, statements_for
from tests.governance.conftest import new_case
from tests.metrics.benefits import claimed, forecast, set_terms, verified
from tests.metrics.packs import NOW, QUARTER

pytestmark = pytest.mark.usefixtures("in_scope")
IN_TIME = dt.datetime(2026, 9, 15, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def now(time_machine):
    time_machine.move_to(NOW, tick=False)


def booked(number, month, amount, category=CostCategory.PEOPLE, at=IN_TIME, **more):
    return CostEntry.objects.create(
        number=number,
        month=dt.date(2026, month, 1),
        amount=Decimal(amount),
        category=category,
        description="Work",
        booked_at=at,
        **more,
    )


def planned(amount, at=IN_TIME):
    BudgetLine.objects.create(
        fiscal_year=2026, category=CostCategory.PEOPLE, planned=amount, set_at=at
    )


def charged(number, unit, month, total, kind=StatementKind.CHARGE, **more):
    return Statement.objects.create(
        number=number,
        business_unit=unit,
        month=dt.date(2026, month, 1),
        kind=kind,
        total=Decimal(total),
        currency="EUR",
        **{"state": StatementState.ISSUED, "issued_at": NOW, **more},
    )


def numbers_of(organization, quarter=QUARTER):
    return pack_numbers(organization, quarter, zone=dt.UTC, now=NOW)


def costs_of(organization, quarter=QUARTER):
    return dict(costs_told(numbers_of(organization, quarter).as_of).rows)


def test_costs_count_by_their_month_as_the_books_stand_when_the_pack_is_made(organization):
    booked(1, 7, 100)
    booked(2, 2, 1000)
    booked(3, 9, 50, at=NOW)
    booked(4, 8, 9, voided_at=NOW, void_reason="Twice")
    people = costs_of(organization)[CostCategory.PEOPLE]
    # The invoices of September came after its end, and count.
    assert (people.quarter, people.year) == (150, 1150)


def test_months_to_come_cost_the_mean_of_the_last_three_or_what_is_booked(organization):
    for number, month in enumerate((7, 8, 9), start=1):
        booked(number, month, 30 * number)
    booked(4, 12, 100)
    assert costs_of(organization)[CostCategory.PEOPLE].foreseen == 180 + 60 + 60 + 100


def test_of_a_running_quarter_the_months_that_are_over_count_for_the_forecast(organization):
    booked(1, 10, 90)
    booked(2, 11, 10)
    people = costs_of(organization, Quarter(2026, 4))[CostCategory.PEOPLE]
    # 90 in three months are 30 for November and for December.
    assert (people.quarter, people.foreseen) == (100, 150)


def test_the_budget_is_the_one_of_the_moment_of_the_numbers(organization):
    booked(1, 7, 100)
    for amount, at in ((900, IN_TIME), (2000, IN_TIME), (5000, NOW)):
        planned(amount, at)
    people = costs_of(organization)[CostCategory.PEOPLE]
    assert (people.budget, people.left) == (2000, 2000 - people.foreseen)


def test_verified_and_claimed_stand_apart(organization, member):
    owner, finance = member(Role.MODEL_OWNER), member(Role.FINANCE)
    set_terms(finance)
    benefit = forecast(new_case(owner), owner)
    verified(benefit, owner, finance, 3)
    claimed(benefit, owner, 2)
    claimed(benefit, owner, 1)
    told = costs_told(numbers_of(organization).as_of)
    brought = brought_in(told.fiscal_year, numbers_of(organization).as_of)
    # That of October is no more of the quarter.
    assert (brought.verified, brought.claimed) == (12_000, 12_000)


def test_units_are_charged_for_the_months_of_the_quarter(organization, other_organization):
    claims = BusinessUnit.objects.create(name="Claims", code="CLAIMS")
    first = charged(1, claims, 7, 500)
    charged(2, claims, 8, 300, state=StatementState.DISPUTED, dispute="Half of it")
    charged(3, claims, 7, -100, StatementKind.CREDIT, corrects=first)
    charged(4, claims, 9, 0, state=StatementState.DRAFT, issued_at=None)
    charged(5, claims, 10, 70)
    with scope(other_organization):
        charged(1, BusinessUnit.objects.create(name="Claims", code="C"), 7, 9999)
    (row,) = by_unit(statements_for(numbers_of(organization).as_of))
    assert (row.statements, row.charged, row.credited, row.disputed) == (3, 800, -100, 1)
    assert row.together == 700


def test_the_chapter_tells_of_them_and_is_left_out_without_any(organization):
    assert money(numbers_of(organization)) is None
    booked(1, 7, 100)
    planned(120)
    charged(1, BusinessUnit.objects.create(name="Claims", code="CLAIMS"), 7, 40)
    chapter = money(numbers_of(organization))
    sheets = {str(sheet.title): sheet.rows for sheet in chapter.sheets}
    assert sheets["Costs"][0] == ("People", 100, 100, Decimal("199.99"), 120, Decimal("-79.99"))
    assert [row[0] for row in sheets["Chargebacks"]] == ["CB-1"]
    context = {**chapter.context, "chart_width": 300, "page_width": 640, "key": "money"}
    page = render_to_string(chapter.template, context)
    assert "€80 over the budget of €120" in page
    assert "Claims" in page
    assert "Business units were charged €40 for the quarter." in chapter.highlights
