"""A risk from the library is treated, what is left is accepted by somebody entitled, for a time."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.utils import timezone
from playwright.sync_api import Page, expect

from governance.models.risks import Risk, RiskAcceptance
from governance.tasks.risks import check_risks
from tests.fixtures.browser import Browse
from tests.stories.conftest import Bank

pytestmark = [pytest.mark.browser, pytest.mark.e2e]


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def follow(page: Page, name: str) -> None:
    page.get_by_role("link", name=name, exact=True).first.click()


def in_days(days: int) -> str:
    return (timezone.localdate() + dt.timedelta(days=days)).isoformat()


def raise_from_library(page: Page, reference: str) -> None:
    """Take the first entry of the library for a use case, as likely as severe."""
    page.get_by_role("link", name="Take").first.click()
    expect(page.get_by_label("Title")).not_to_have_value("")
    page.get_by_label("Likelihood before treatment").select_option("4")
    page.get_by_label("Impact before treatment").select_option("5")
    page.get_by_label("About").fill(reference)
    press(page, "Put it into the register")


def treat(page: Page, doer: str) -> None:
    follow(page, "Plan a treatment")
    page.get_by_label("Reduce").check()
    page.get_by_label("What is done").fill("A person reads each list before it is used.")
    page.get_by_label("Owner").select_option(label=doer)
    page.get_by_label("Due").fill(in_days(20))
    press(page, "Plan")
    follow(page, "Done")
    page.get_by_label("What came of it").fill("Two people read them since Monday.")
    press(page, "Done")


def assess_the_rest(page: Page) -> None:
    follow(page, "Assess")
    page.get_by_label("Likelihood after treatment").select_option("3")
    page.get_by_label("Impact after treatment").select_option("4")
    press(page, "Save")


def test_a_risk_is_treated_and_the_rest_accepted_until_a_day(bank: Bank, browse: Browse) -> None:
    use_case = bank.submitted("cv-screening")
    marcus, gabriel = bank.person("marcus"), bank.person("gabriel")
    owner = browse(marcus)
    page = owner.visit(f"{bank.address}/governance/risks/library/")
    owner.look("library")
    raise_from_library(page, use_case.reference)
    owner.look("raised")
    treat(page, marcus.display_name)
    assess_the_rest(page)
    risk = bank.read(Risk.objects.get)
    assert (risk.inherent_score, risk.score) == (20, 12)
    expect(page.get_by_role("link", name="Accept", exact=True)).to_have_count(0)
    owner.look("treated")

    here = f"{bank.address}/governance/risks/{risk.reference}/"
    executive = browse(gabriel)
    page = executive.visit(here)
    follow(page, "Accept")
    page.get_by_label("Why it can be lived with").fill("Two people look at each list.")
    page.get_by_label("Until").fill(in_days(90))
    executive.look("accepting")
    press(page, "Accept")
    expect(page.get_by_text("Two people look at each list.").first).to_be_visible()
    executive.look("accepted")

    others = browse(gabriel, theme="dark"), browse(gabriel, phone=True)
    for part in ("", "map/", "expected-loss/", f"{risk.reference}/"):
        for visitor in (owner, *others):
            visitor.visit(f"{bank.address}/governance/risks/{part}")
            visitor.look(part.strip("/") or "register")

    with time_machine.travel(timezone.now() + dt.timedelta(days=92)):
        for _beat in range(2):
            check_risks.run(organization_id=bank.house.organization.pk)
    ended = bank.read(RiskAcceptance.objects.get)
    assert bank.read(Risk.objects.get).state == "open"
    assert ended.end == "lapsed"
