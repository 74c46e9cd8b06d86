"""A quarter from the first look to the second signature, and a number that changes after it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from coe_portal.tenancy.scope import scope
from intake.models.use_cases import UseCase
from metrics.actions.restating import restate
from metrics.logic.periods import Quarter
from tests.fixtures.browser import Browse, Visitor
from tests.stories.conftest import Bank
from tests.stories.quarters import backdate, ended_quarter

pytestmark = [pytest.mark.browser, pytest.mark.e2e]
WORDS = "Four teams came forward after the workshop in spring."


def open_quarter(visitor: Visitor, bank: Bank, quarter: Quarter) -> Page:
    """The dashboard, once its numbers are there."""
    page = visitor.visit(f"{bank.address}/metrics/{quarter.code}/")
    expect(page.get_by_text("Numbers are being computed")).to_have_count(0)
    return page


def sign(visitor: Visitor, bank: Bank, quarter: Quarter, capacity: str) -> Page:
    page = visitor.visit(f"{bank.address}/metrics/{quarter.code}/sign-off/")
    page.get_by_role("button", name=f"Sign as {capacity}").click()
    expect(page.get_by_text("You have signed.")).to_be_visible()
    return page


@pytest.mark.parametrize(("theme", "phone"), [("light", False), ("dark", True)])
def test_executive_quarter(bank: Bank, browse: Browse, theme: str, *, phone: bool) -> None:
    quarter = ended_quarter(bank)
    gabriel = browse(bank.person("gabriel"), theme=theme, phone=phone)
    page = open_quarter(gabriel, bank, quarter)
    gabriel.look("quarter")

    page.get_by_role("link", name="Use cases", exact=True).last.click()
    expect(
        page.get_by_role("main").get_by_text("First draft of credit memos").first
    ).to_be_visible()
    gabriel.look("rows")

    page.go_back()
    page.get_by_role("link", name="Comment on Use cases").click()
    page.get_by_label("Commentary").fill(WORDS)
    gabriel.look("comment")
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text(WORDS)).to_be_visible()

    sign(gabriel, bank, quarter, "Executive")
    gabriel.look("first signature")
    ingrid = browse(bank.person("ingrid"), theme=theme, phone=phone)
    sign(ingrid, bank, quarter, "CoE")
    ingrid.look("signed")
    expect(
        open_quarter(ingrid, bank, quarter).get_by_text("these numbers are frozen")
    ).to_be_visible()

    _a_late_case(bank, quarter)
    page = open_quarter(gabriel, bank, quarter)
    expect(page.get_by_text("It was registered in another system.")).to_be_visible()
    gabriel.look("corrected")
    gabriel.visit(f"{bank.address}/metrics/years/{quarter.year}/")
    gabriel.look("year")


def _a_late_case(bank: Bank, quarter: Quarter) -> None:
    """A use case of the quarter comes to light after it was signed."""
    late = bank.submitted("covenants")
    backdate(bank, lambda: UseCase.objects.filter(pk=late.pk))
    with scope(bank.house.organization):
        restate(
            bank.house.organization,
            quarter,
            reason="It was registered in another system.",
            actor=bank.house.actor("ingrid"),
            codes=["cases_by_stage"],
        )
