"""A condition is missed: the case rests at once, until evidence is brought and checked."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.utils import timezone
from playwright.sync_api import expect

from coe_portal.notifications.models import Notification
from governance.choices import ConditionState
from governance.models.decisions import Condition
from governance.tasks.reviews import check_conditions
from intake.choices import Stage
from tests.fixtures.browser import Browse
from tests.stories.conftest import Bank
from tests.stories.voting import enter_room, open_review, vote, vote_as

pytestmark = [pytest.mark.browser, pytest.mark.e2e]

CONDITION = "Show the bias test of all age groups"
DAYS = 20


def test_condition_lapsed(bank: Bank, browse: Browse) -> None:
    use_case = bank.submitted("suitability")
    review = open_review(bank, use_case)
    for who in ("tomasz", "samuel", "viktor"):
        vote_as(bank, browse, who, review, "Approve")
    claire = browse(bank.person("claire"))
    page = enter_room(claire, bank, review)
    vote(page, "Approve with conditions", "One test is missing.", CONDITION, due_in_days=DAYS)
    expect(page.get_by_text("Your vote is recorded.").first).to_be_visible()
    assert bank.reload(use_case).stage == Stage.DISCOVERY
    condition = bank.read(lambda: Condition.objects.select_related("decision").get())

    # Nobody brings evidence, and the day passes.
    with time_machine.travel(timezone.now() + dt.timedelta(days=DAYS + 1), tick=True):
        organization_id = bank.house.organization.pk
        assert check_conditions(organization_id=organization_id) == 1
        assert check_conditions(organization_id=organization_id) == 0
    assert bank.reload(use_case).stage == Stage.SUSPENDED
    owner_row = bank.read(lambda: bank.reload(use_case).owner)
    for person in (owner_row, bank.person("claire"), bank.person("marcus")):
        told = bank.read(
            lambda person=person: Notification.objects.filter(
                recipient=person, kind="governance.case_suspended"
            ).count()
        )
        assert told == 1, person

    owner = browse(owner_row)
    page = owner.visit(f"{bank.address}/governance/conditions/?state=lapsed")
    expect(page.locator("table .badge", has_text="Lapsed")).to_be_visible()
    owner.look("lapsed")
    page.locator("table").get_by_role("link", name=CONDITION).click()
    page.get_by_role("link", name="Offer evidence").click()
    page.get_by_label("How the condition is met").fill("All four age groups, see the report.")
    page.get_by_label("Document").set_input_files(
        {"name": "bias-report.txt", "mimeType": "text/plain", "buffer": b"All groups: 0.97"}
    )
    owner.look("evidence")
    page.get_by_role("button", name="Offer for checking").click()
    expect(page.get_by_text("Thank you. A colleague checks it now.")).to_be_visible()
    expect(page.get_by_role("button", name="Accept")).to_have_count(0)
    owner.look("offered")
    assert bank.reload(use_case).stage == Stage.SUSPENDED

    checker = browse(bank.person("marcus"), theme="dark")
    page = checker.visit(bank.read(condition.get_absolute_url))
    with page.expect_download() as download:
        page.get_by_role("link", name="bias-report.txt").click()
    assert download.value.suggested_filename == "bias-report.txt"
    checker.look("to-check")
    page.get_by_role("button", name="Accept").click()
    expect(page.get_by_text("The condition is met.")).to_be_visible()

    settled = bank.read(lambda: Condition.objects.get(pk=condition.pk))
    assert settled.state == ConditionState.MET
    assert bank.reload(use_case).stage == Stage.DISCOVERY
    phone = browse(owner_row, phone=True)
    page = phone.visit(f"{bank.address}/governance/conditions/")
    expect(page.locator(".badge", has_text="Met").first).to_be_visible()
    phone.look("met")
