"""A release waits for its checklist: answered by the team, confirmed by somebody else."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from coe_portal.gates.registry import unmet
from governance.choices import ItemState
from governance.queries.checklists import sheet_of
from intake.choices import Gate
from intake.models.use_cases import UseCase
from tests.fixtures.browser import Browse
from tests.governance.checklists import answer
from tests.governance.conftest import make_assessment
from tests.stories.conftest import Bank

pytestmark = [pytest.mark.browser, pytest.mark.e2e]

FIRST, LAST = "users-are-told", "incidents-reach-somebody"


def held_up(bank: Bank, case: UseCase) -> list[str]:
    """What the checklist says against the release."""
    return bank.read(
        lambda: [
            one.message
            for one in unmet(Gate.PRODUCTION.value, UseCase.objects.get(pk=case.pk))
            if one.code == "governance.checklist"
        ]
    )


def answer_the_rest(bank: Bank, case: UseCase, owner: object) -> None:
    """Everything but the first and the last item, as the team did in the days before."""

    def fill() -> None:
        here = UseCase.objects.get(pk=case.pk)
        for line in sheet_of(here, Gate.PRODUCTION).lines:
            if line.item.key not in (FIRST, LAST):
                answer(here, Gate.PRODUCTION, line.item.key, owner, note="Shown in the file.")

    bank.read(fill)


def say_yes(page: Page, key: str, note: str) -> None:
    """Answer one item on the page, and wait until it is saved."""
    item = page.locator(f"#item-{key}")
    item.get_by_text("Yes", exact=True).click()
    item.get_by_label("Note or reason").fill(note)
    item.get_by_label("Note or reason").blur()
    expect(item.locator(".checklist-state").get_by_text("Done")).to_be_visible()


def test_a_gate_opens_by_its_checklist(bank: Bank, browse: Browse) -> None:
    staff = browse(bank.person("marcus"))
    page = staff.visit(f"{bank.address}/governance/release-checklist/")
    staff.look("nothing-asked")
    page.get_by_role("button", name="Adopt the list").click()
    expect(page.get_by_text("Version 1", exact=True)).to_be_visible()
    staff.look("items")

    key = "credit-memo"
    case = bank.submitted(key)
    owner = bank.person(bank.case(key).owner)
    bank.read(
        lambda: make_assessment(UseCase.objects.get(pk=case.pk), tier="high", submitted_by=owner)
    )
    assert held_up(bank, case) == ["The release checklist lacks 21 answers."]
    answer_the_rest(bank, case, owner)

    team = browse(owner, phone=True)
    mine = team.visit(f"{case_url(bank, case)}papers/")
    team.look("tab")
    mine.get_by_role("link", name=re.compile("production", re.IGNORECASE)).first.click()
    expect(mine.get_by_text("The gate stays closed")).to_be_visible()
    say_yes(mine, FIRST, "A banner on the first screen.")
    team.look("answered")
    expect(mine.get_by_text("20 of 21").first).to_be_visible()
    say_yes(mine, LAST, "The button “Report” leads to the service desk.")
    expect(mine.get_by_text("Complete. Somebody who answered nothing")).to_be_visible()
    expect(mine.get_by_role("button", name="Confirm the answers")).to_have_count(0)
    team.look("complete")
    assert held_up(bank, case) == ["The release checklist waits for somebody who confirms it."]

    judge = browse(bank.person("marcus"), theme="dark")
    theirs = judge.visit(mine.url.removeprefix(team.address))
    theirs.locator(f"#item-{FIRST}").scroll_into_view_if_needed()
    judge.look("to-confirm")
    theirs.get_by_role("button", name="Confirm the answers").click()
    expect(theirs.get_by_text("The checklist does not hold up the gate.")).to_be_visible()
    judge.look("confirmed")
    assert held_up(bank, case) == []
    states = bank.read(
        lambda: {
            line.state for line in sheet_of(UseCase.objects.get(pk=case.pk), Gate.PRODUCTION).lines
        }
    )
    assert states == {ItemState.SETTLED}


def case_url(bank: Bank, case: UseCase) -> str:
    """The page of a use case."""
    return f"{bank.address}/intake/use-cases/{case.reference}/"
