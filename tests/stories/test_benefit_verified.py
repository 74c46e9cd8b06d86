"""A use case claims what it has brought; the finance director verifies less, with a reason."""

from __future__ import annotations

import datetime as dt

import pytest
from playwright.sync_api import Page, expect

from coe_portal.tenancy.scope import scope
from metrics.models.benefits import Benefit, BenefitEntry
from tests.fixtures.browser import Browse
from tests.metrics.benefits import month_ago
from tests.stories.conftest import Bank

pytestmark = [pytest.mark.browser, pytest.mark.e2e]


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def follow(page: Page, name: str) -> None:
    page.get_by_role("link", name=name, exact=True).first.click()


def fill(page: Page, **fields: object) -> None:
    for name, value in fields.items():
        page.locator(f"[name={name}]").fill(str(value))


def set_terms(page: Page) -> None:
    """Finance says with what benefits are reckoned."""
    follow(page, "Rate and haircut")
    follow(page, "Set anew")
    fill(page, loaded_rate=42, haircut_percent=25, reason="Payroll with overhead.")
    press(page, "Save")
    expect(page.get_by_text("EUR 42.00 an hour, at least 25 % taken off")).to_be_visible()


def propose(page: Page) -> None:
    follow(page, "New benefit")
    page.get_by_label("Hours saved").check()
    fill(page, title="Fewer hours for invoices", process="Invoice coding",
         hypothesis="Two minutes an invoice instead of seven.")  # fmt: skip
    press(page, "Put it into the ledger")


def prepare(page: Page, months: list[dt.date]) -> None:
    """Baseline and forecast."""
    follow(page, "Baseline")
    fill(page, baseline=455, baseline_unit="hours a month", baseline_source="Time sheets.")
    press(page, "Save")
    follow(page, "Forecast")
    fill(page, people=24, hours=14, adoption=70, starts_on=months[2])
    press(page, "Save")


def claim(page: Page, month: dt.date, adoption: int) -> None:
    follow(page, "Claim a month")
    fill(page, month=month, adoption=adoption, evidence="Log of confirmed proposals.")
    press(page, "Claim")
    expect(page.get_by_text("Claimed. It counts when finance has verified it.")).to_be_visible()


def test_the_finance_director_verifies_a_benefit(bank: Bank, browse: Browse) -> None:
    use_case = bank.submitted("invoice-coding")
    with scope(bank.house.organization):
        months = [month_ago(back) for back in range(4)]
    treasurer = browse(bank.person("fatima"))
    office = treasurer.visit(f"{bank.address}/metrics/benefits/")
    treasurer.look("empty")
    set_terms(office)
    treasurer.look("terms")

    owner = browse(bank.person("sofia"))
    page = owner.visit(f"{bank.address}/intake/use-cases/{use_case.reference}/benefits/")
    owner.look("tab")
    propose(page)
    owner.look("hypothesis")
    prepare(page, months)
    owner.look("forecast")
    claim(page, months[2], 60)
    claim(page, months[1], 70)
    owner.look("claimed")
    expect(page.get_by_role("link", name="Verify", exact=True)).to_have_count(0)

    benefit = bank.read(Benefit.objects.get)
    here = f"{bank.address}/metrics/benefits/{benefit.reference}/"
    office = treasurer.visit(here)
    follow(office, "Verify")
    treasurer.look("verifying")
    fill(office, amount=5000)
    press(office, "Verify")
    expect(office.get_by_text("Say why it is less.").first).to_be_visible()
    fill(office, note="Two weeks of double work.")
    press(office, "Verify")
    expect(office.get_by_text("Two weeks of double work.")).to_be_visible()
    assert sorted(
        bank.read(lambda: list(BenefitEntry.objects.values_list("state", flat=True)))
    ) == [
        "claimed",
        "verified",
    ]

    others = browse(bank.person("gabriel"), theme="dark"), browse(bank.person("fatima"), phone=True)
    for part in ("", "overlaps/", "terms/", f"{benefit.reference}/"):
        for visitor in (treasurer, *others):
            visitor.visit(f"{bank.address}/metrics/benefits/{part}")
            visitor.look(part.strip("/") or "ledger")
