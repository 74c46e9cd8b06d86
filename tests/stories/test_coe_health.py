"""A bottleneck of a CoE looks at itself: radar, maturity, first 90 days, queue, satisfaction."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from coe_portal.accounts.roles import Role
from coe_portal.tenancy.scope import scope
from metrics.choices import Pattern
from tests.fixtures.browser import Browse
from tests.metrics.planted import plant

pytestmark = [pytest.mark.browser, pytest.mark.e2e]
HEALTH = "/northbank/metrics/health/"


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).first.click()


def follow(page: Page, name: str) -> None:
    page.get_by_role("link", name=name, exact=True).first.click()


def answer(page: Page, holds: str, evidence: str) -> None:
    page.get_by_label(holds, exact=True).check()
    page.get_by_label("Evidence").fill(evidence)
    press(page, "Save")


def test_a_coe_looks_at_itself(browse: Browse, member, organization) -> None:
    with scope(organization):
        plant(member, Pattern.BOTTLENECK)
    visitor = browse(member(Role.COE_STAFF, name="Sam Staff"))
    page = visitor.visit(HEALTH)
    expect(page.get_by_text("Nobody has looked yet")).to_be_visible()
    visitor.look("radar-before")
    press(page, "Look now")
    expect(page.locator("#bottleneck")).to_contain_text("Present")
    visitor.look("radar")

    follow(page, "Days that reviews take")
    expect(page.get_by_role("table").first).to_contain_text("Light review")
    visitor.look("evidence")
    follow(page, "Thresholds")
    page.get_by_label("Watch from").fill("200")
    page.get_by_label("Present from").fill("300")
    press(page, "Save")
    visitor.visit(HEALTH)
    press(page, "Look now")
    expect(page.locator("#bottleneck")).to_contain_text("watch from 200 days")

    visitor.visit(f"{HEALTH}maturity/")
    follow(page, "New self-assessment")
    page.get_by_label("Title").fill("2026-Q4")
    press(page, "Open")
    follow(page, "Strategy and sponsorship")
    follow(page, "An executive sponsors the CoE and a named person leads it.")
    answer(page, "Yes", "Charter POL-1")
    answer(page, "Partly", "A draft")
    visitor.visit(f"{HEALTH}maturity/MA-1/strategy/")
    visitor.look("dimension")
    follow(page, "Set the target")
    page.get_by_label("Until").fill("2031-06-30")
    press(page, "Save")
    expect(page.get_by_text("Target: Scale")).to_be_visible()
    visitor.look("maturity")

    visitor.visit(f"{HEALTH}launch/")
    follow(page, "Start the first 90 days")
    press(page, "Start")
    follow(page, "Settle")
    page.get_by_label("What shows it").fill("Announced on Monday")
    press(page, "Settle")
    expect(page.get_by_text("1 of 18 done, 0 late").first).to_be_visible()
    visitor.look("launch")

    visitor.visit(f"{HEALTH}queue/")
    expect(page.get_by_text("With one more reviewer", exact=True)).to_be_visible()
    visitor.look("queue")
    visitor.visit(f"{HEALTH}satisfaction/")
    visitor.look("satisfaction")

    boss = member(Role.EXECUTIVE, name="Erin Executive")
    for other in (browse(boss, theme="dark"), browse(boss, phone=True)):
        for place in ("", "radar/reviews_slow/", "maturity/", "launch/", "queue/", "satisfaction/"):
            other.visit(HEALTH + place)
            other.look(place.strip("/").replace("/", "-") or "radar")
