"""A model is reviewed a month after it went live; it has to stop, and its use case is wound up."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.utils import timezone
from playwright.sync_api import expect

from coe_portal.accounts.roles import Role
from coe_portal.tenancy.scope import scope
from intake.models.use_cases import UseCase
from registry.models.retirement import RetirementPlan
from tests.fixtures.browser import Browse
from tests.registry.golive import METRICS, go_live, open_due, packed
from tests.registry.models import new_model, new_version, pilot_case

pytestmark = [pytest.mark.browser, pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

ROOM = "/northbank/registry/"


@pytest.fixture
def people(organization, member):
    """The owner of a model that went live a month ago, and somebody of the staff."""
    owner = member(Role.MODEL_OWNER, name="Olga Owner")
    staff = member(Role.COE_STAFF, name="Sam Staff")
    business, developer = member(name="Bea Business"), member(name="Dev Developer")
    with (
        time_machine.travel(timezone.now() - dt.timedelta(days=31), tick=True),
        scope(organization),
    ):
        answers = {"success_metrics": METRICS, "annual_benefit": 120_000}
        case = pilot_case(business, title="Claims triage", answers=answers)
        model = new_model(owner, name="claims-triage", use_case=case.reference)
        go_live(new_version(model, developer))
    with scope(organization):
        open_due()
    return owner, staff


def test_from_the_report_to_the_end(organization, people, browse: Browse) -> None:
    owner, staff = people
    visitor = browse(owner)
    page = visitor.visit(f"{ROOM}live-reviews/")
    visitor.look("list")
    page.get_by_role("link", name="claims-triage", exact=True).click()
    expect(page.get_by_text("Not reported yet")).to_be_visible()
    visitor.look("open")
    page.get_by_role("link", name="Report", exact=True).click()
    page.get_by_label("Hours for one claim (optional)").fill("6")
    page.get_by_text("Not met").click()
    page.get_by_label("Performance").fill("Slower than the desk it replaced.")
    page.get_by_label("Unintended impacts").fill("Claims of older people wait longer.")
    page.get_by_label("Feedback of the people affected").fill("Adjusters work around it.")
    visitor.look("reporting")
    page.get_by_role("button", name="Report").click()
    expect(page.get_by_text("It waits for a decision")).to_be_visible()

    judge = browse(staff)
    page = judge.visit(f"{ROOM}live-reviews/LR-1/")
    page.get_by_role("link", name="Decide").click()
    page.get_by_text("Stop", exact=True).click()
    page.get_by_label("Why").fill("It harms people and saves nothing.")
    page.get_by_label("Suspend the use case at once").check()
    judge.look("deciding")
    page.get_by_role("button", name="Decide").click()
    expect(page.get_by_text("It harms people and saves nothing.").first).to_be_visible()
    judge.look("decided")

    page = visitor.visit(f"{ROOM}retirements/RET-1/")
    expect(page.get_by_text("0 of 4 settled")).to_be_visible()
    visitor.look("plan")
    with scope(organization):
        packed(UseCase.objects.get())
    settle(visitor, "access", "All keys are revoked.")
    settle(visitor, "evidence", "In the archive until 2036.")
    settle(visitor, "successor", "The desk does it again.")
    page = visitor.visit(f"{ROOM}retirements/RET-1/steps/data/")
    page.get_by_text("There was none of its own").click()
    page.get_by_label("What was done").fill("It kept nothing.")
    visitor.look("data")
    page.get_by_role("button", name="Settle").click()
    expect(page.get_by_text("4 of 4 settled")).to_be_visible()
    visitor.look("settled")
    with scope(organization):
        assert RetirementPlan.objects.get().steps.filter(done_at__isnull=True).count() == 0

    for other in (browse(staff, theme="dark"), browse(staff, phone=True)):
        for part in ("live-reviews", "live-reviews/LR-1", "retirements", "retirements/RET-1",
                     "retirements/RET-1/edit", "observations/retention", "models/M-1"):  # fmt: skip
            other.visit(f"{ROOM}{part}/")
            other.look(part.replace("/", "-"))


def settle(visitor, step: str, note: str) -> None:
    """Say what was done for a step."""
    page = visitor.visit(f"{ROOM}retirements/RET-1/steps/{step}/")
    page.get_by_role("textbox").last.fill(note)
    page.get_by_role("button", name="Settle").click()
    expect(page.get_by_text(note).first).to_be_visible()
