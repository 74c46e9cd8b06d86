"""A month is charged: finance issues it, the unit's head disputes it, a credit settles it."""

from __future__ import annotations

from decimal import Decimal

import pytest
from playwright.sync_api import Page, expect

from coe_portal.accounts.roles import Role
from coe_portal.tenancy.clock import today_here
from coe_portal.tenancy.scope import scope
from metrics.actions.costs import BudgetTerms, set_budget
from metrics.actions.funding import CentreTerms, set_cost_centre
from metrics.choices import CostCategory
from metrics.logic.spending import fiscal_year_of
from metrics.models.chargebacks import Statement
from tests.fixtures.browser import Browse
from tests.metrics.costs import SYSTEM, booked, hybrid, month_ago, unit

pytestmark = [pytest.mark.browser, pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

ROOM = "/northbank/metrics/"
PARTS = (
    "costs/",
    "costs/entries/",
    "costs/entries/COST-1/",
    "costs/entries/new/",
    "costs/files/new/",
    "costs/funding/",
    "costs/funding/new/",
    "chargebacks/",
    "chargebacks/CB-1/",
)
YEARLY = {
    CostCategory.PEOPLE: Decimal(1_500_000),
    CostCategory.PLATFORM: Decimal(500_000),
    CostCategory.TRAINING: Decimal(150_000),
    CostCategory.EXTERNAL: Decimal(200_000),
}


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def follow(page: Page, name: str) -> None:
    page.get_by_role("link", name=name, exact=True).first.click()


@pytest.fixture
def head(organization, member):
    """The head of Claims; ten months of costs are booked, and units pay for what they cause."""
    person = member(name="Hal Head")
    with scope(organization):
        claims, sales = unit("Claims"), unit("Sales")
        set_cost_centre(CentreTerms(business_unit=claims, head=person, code="4711"), actor=SYSTEM)
        hybrid({claims.pk: "60", sales.pk: "40"}, share=30)
        for year in {fiscal_year_of(month_ago(ago)).year for ago in (0, 10)}:
            set_budget(BudgetTerms(fiscal_year=year, amounts=YEARLY), actor=SYSTEM)
        for ago in range(10, 0, -1):
            month = month_ago(ago)
            booked(110_000 + 900 * ago, month=month, category=CostCategory.PEOPLE,
                   description="Salaries of the CoE")  # fmt: skip
            booked(24_000 - 700 * ago, month=month, description="Model gateway")
            booked(9_000, month=month, category=CostCategory.TRAINING, description="Workshops")
            booked(3_200 + 50 * ago, month=month, business_unit=claims,
                   description="Compute of claims triage")  # fmt: skip
            booked(1_800, month=month, business_unit=sales, category=CostCategory.EXTERNAL,
                   description="Help with prompts")  # fmt: skip
    return person


def test_from_the_draft_to_the_credit(organization, head, member, browse: Browse) -> None:
    treasurer = member(Role.FINANCE, name="Fay Finance")
    finance = browse(treasurer)
    page = finance.visit(f"{ROOM}costs/")
    expect(page.get_by_role("heading", name=f"Costs {_year(organization)}")).to_be_visible()
    finance.look("year")
    page = finance.visit(f"{ROOM}chargebacks/")
    follow(page, "Draw up")
    press(page, "Draw up")
    expect(page.get_by_role("link", name="CB-1").first).to_be_visible()
    finance.look("drawn")
    page = finance.visit(f"{ROOM}chargebacks/CB-1/")
    expect(page.get_by_text("Share of common costs: People")).to_be_visible()
    finance.look("draft")
    press(page, "Issue")
    expect(page.get_by_text("The statement is issued.").first).to_be_visible()

    payer = browse(head)
    page = payer.visit(f"{ROOM}chargebacks/CB-1/")
    payer.look("issued")
    follow(page, "Dispute")
    page.get_by_label("What do you dispute?").fill("The triage ran for half of the month only.")
    press(page, "Dispute")
    expect(page.get_by_text("Disputed by Hal Head").first).to_be_visible()

    page = finance.visit(f"{ROOM}chargebacks/CB-1/")
    finance.look("disputed")
    follow(page, "Settle")
    page.get_by_label("Answer").fill("Agreed: half of the compute is given back.")
    page.get_by_label("Credit").fill("1625")
    finance.look("settling")
    press(page, "Settle")
    expect(page.get_by_text("Agreed: half of the compute is given back.").first).to_be_visible()

    page = payer.visit(f"{ROOM}chargebacks/")
    expect(page.get_by_text("-1,625.00")).to_be_visible()
    payer.look("settled")
    with scope(organization):
        charge = Statement.objects.by_reference("CB-1").get()
        credit = charge.corrections.get()
        assert (charge.state, credit.total) == ("settled", Decimal("-1625.00"))

    for other in (finance, browse(treasurer, theme="dark"), browse(treasurer, phone=True)):
        for part in PARTS:
            other.visit(f"{ROOM}{part}")
            other.look(part.strip("/").replace("/", "-"))


def _year(organization) -> int:
    with scope(organization):
        return fiscal_year_of(today_here()).year
