"""A business team registers a use case, is interrupted, comes back, and submits it."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from intake.choices import Stage, Tier
from intake.models.use_cases import UseCase
from tests.fixtures.browser import Browse
from tests.stories.conftest import Bank
from tests.stories.filling import fill_section, saved

pytestmark = [pytest.mark.browser, pytest.mark.e2e]
KEY = "branch-assistant"


def test_submit_by_wizard_with_an_interruption(bank: Bank, browse: Browse) -> None:
    case, answers = bank.case(KEY), bank.answers(KEY)
    aisha = browse(bank.person("aisha"))

    page = aisha.visit(f"{bank.address}/intake/register/")
    page.get_by_label("What do you call it?").fill(case.title)
    page.get_by_label("What should it do?").fill(case.summary)
    page.get_by_label("Who will use it?").fill(case.users)
    page.locator("[name=owner_id]").select_option(str(bank.person("aisha").pk))
    aisha.look("registration")
    page.get_by_role("button", name="Register").click()

    expect(page.get_by_role("heading", name="Business", level=1)).to_be_visible()
    fill_section(page, answers["business"])
    saved(page)
    aisha.look("business")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", name="Feasibility", level=1)).to_be_visible()
    half = dict(list(answers["feasibility"].items())[:4])
    fill_section(page, half)
    saved(page)
    page.context.close()  # the train enters the tunnel

    later = browse(bank.person("aisha"))
    use_case = bank.read(lambda: UseCase.objects.get(title=case.title))
    page = later.visit(f"{bank.address}/intake/use-cases/{use_case.reference}/answers/")
    expect(page.get_by_role("heading", name="Feasibility", level=1)).to_be_visible()
    expect(page.locator(f"[name=approach][value={half['approach']}]")).to_be_checked()
    for section in ("feasibility", "data", "use", "law", "people"):
        fill_section(page, answers[section])
        page.get_by_role("button", name="Continue").click()  # while the last answer is being saved
        page.wait_for_load_state("networkidle")
        later.check()

    expect(page.get_by_role("heading", name="Review and submit", level=1)).to_be_visible()
    expect(page.get_by_text("Nothing speaks for a higher tier.")).to_be_visible()
    page.locator("[name=accepts_rules]").check()
    saved(page)
    later.look("summary")
    page.get_by_role("button", name="Submit").click()

    page.wait_for_url(f"**/{use_case.reference}/")
    later.look("submitted")
    use_case = bank.reload(use_case)
    assert (use_case.tier, use_case.stage) == (Tier.LOW, Stage.DISCOVERY)
