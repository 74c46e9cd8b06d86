"""A KPI gets a target and a reading, a past quarter is restated, and an executive reads it all."""

from __future__ import annotations

import datetime as dt

import pytest
from playwright.sync_api import Page, expect

from coe_portal.accounts.actor import Actor
from coe_portal.tenancy.clock import today_of
from coe_portal.tenancy.scope import scope
from metrics.actions.snapshots import take_days, take_snapshots
from metrics.logic.periods import quarter_of
from metrics.models.readings import KpiReading
from metrics.models.targets import KpiTarget
from tests.fixtures.browser import Browse
from tests.stories.conftest import Bank

pytestmark = [pytest.mark.browser, pytest.mark.e2e]
CLOCK = Actor.system("tests")
TICKETS = "How many support tickets did AI systems cause this quarter?"


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def follow(page: Page, name: str) -> None:
    page.get_by_role("link", name=name, exact=True).first.click()


def kept_quarters(bank: Bank) -> None:
    """Numbers of three quarters, and of the last days."""
    organization = bank.house.organization
    today = today_of(organization)
    quarter = quarter_of(today, organization.fiscal_year_start_month)
    with scope(organization):
        take_snapshots(organization, quarter.back(3), actor=CLOCK)
        days = [today - dt.timedelta(days=back) for back in (1, 2, 3)]
        take_days(organization, days, actor=CLOCK)


def test_a_kpi_gets_a_target_and_readings(bank: Bank, browse: Browse) -> None:
    for key in ("regulation-radar", "credit-memo", "cv-screening"):
        bank.submitted(key)
    kept_quarters(bank)
    staff = browse(bank.person("ingrid"))
    page = staff.visit(f"{bank.address}/metrics/kpis/")
    staff.look("catalogue")
    follow(page, TICKETS)

    follow(page, "Set the target")
    page.get_by_label("Target").fill("40")
    page.get_by_label("Good at").fill("50")
    page.get_by_label("Fair at").fill("80")
    press(page, "Save")
    expect(page.get_by_text("good up to 50, fair up to 80")).to_be_visible()
    assert bank.read(KpiTarget.objects.get).target == 40

    follow(page, "Enter a reading")
    page.get_by_label("Value").fill("12")
    page.get_by_label("Source").fill("Service desk")
    staff.look("reading")
    press(page, "Enter")
    expect(page.get_by_text("READ-1")).to_be_visible()
    assert bank.read(KpiReading.objects.get).value == 12

    yesterday = today_of(bank.house.organization) - dt.timedelta(days=1)
    here = f"{bank.address}/metrics/kpis/cases_by_stage/"
    gabriel = bank.person("gabriel")
    visitors = browse(gabriel), browse(gabriel, theme="dark"), browse(gabriel, phone=True)
    for number, visitor in enumerate(visitors):
        visitor.visit(f"{here}?as_of={yesterday}")
        visitor.look(f"kpi-{number}")
        visitor.visit(f"{bank.address}/metrics/kpis/support_tickets/")
        visitor.look(f"entered-{number}")
        visitor.visit(f"{bank.address}/metrics/kpis/")
        visitor.look(f"catalogue-{number}")
    visitors[0].visit(f"{bank.address}/metrics/kpis/snapshots/")
    visitors[0].look("kept")
