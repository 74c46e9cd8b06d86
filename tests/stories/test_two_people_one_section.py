"""Two colleagues answer the same section at once: neither loses a word, both see the difference."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from intake.models.drafts import DraftSection
from tests.fixtures.browser import Browse
from tests.stories.conftest import Bank
from tests.stories.filling import saved

pytestmark = [pytest.mark.browser, pytest.mark.e2e]


def write(page: Page, name: str, text: str) -> None:
    field = page.locator(f"[name={name}]")
    field.fill(text)
    field.blur()


def test_a_conflict_shows_both_answers(bank: Bank, browse: Browse) -> None:
    aisha = browse(bank.person("aisha"))
    page = aisha.visit(f"{bank.address}/intake/register/")
    page.get_by_label("What do you call it?").fill("Letters in plain words")
    page.get_by_label("What should it do?").fill("Rewrites letters so that customers understand.")
    page.get_by_label("Who will use it?").fill("Letter desk")
    page.locator("[name=owner_id]").select_option(str(bank.person("aisha").pk))
    page.get_by_role("button", name="Register").click()
    expect(page.get_by_role("heading", name="Business", level=1)).to_be_visible()

    staff = next(person for person in bank.house.people.values() if "coe_staff" in person.roles)
    colleague = browse(staff)
    theirs = colleague.visit(page.url.removeprefix(colleague.address))
    write(theirs, "objective", "O1: fewer calls")
    saved(theirs)

    write(page, "objective", "O2: happier customers")
    conflict = page.locator("#conflict")
    expect(conflict).to_contain_text("saved this section while you were writing")
    expect(conflict).to_contain_text("O1: fewer calls")
    expect(conflict).to_contain_text("O2: happier customers")
    expect(page.locator("#save-state")).to_contain_text("Not saved")
    aisha.look("conflict")
    conflict.get_by_role("button", name="Save mine over theirs").click()
    expect(page.get_by_role("heading", name="Feasibility", level=1)).to_be_visible()
    row = bank.read(
        lambda: DraftSection.objects.get(
            draft__use_case__title="Letters in plain words", key="business"
        )
    )
    assert row.answers["objective"] == "O2: happier customers"
