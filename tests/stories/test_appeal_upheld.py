"""A vetoed case is appealed, and a panel of other people lets it go on."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from governance.choices import AppealState
from governance.models.appeals import Appeal
from governance.models.decisions import Decision
from governance.queries.appeals import panel_candidates
from intake.choices import Stage
from tests.fixtures.browser import Browse
from tests.stories.conftest import Bank
from tests.stories.voting import enter_room, open_review, vote, vote_as

pytestmark = [pytest.mark.browser, pytest.mark.e2e]


def test_appeal_upheld(bank: Bank, browse: Browse) -> None:
    use_case = bank.submitted("suitability")
    review = open_review(bank, use_case)
    for who in ("tomasz", "samuel", "viktor"):
        vote_as(bank, browse, who, review, "Approve")
    vote_as(bank, browse, "claire", review, "Reject", "Nobody could explain the verdict.")
    decision = bank.read(lambda: Decision.objects.get(review=review))

    owner = browse(bank.read(lambda: bank.reload(use_case).owner))
    page = owner.visit(f"{bank.address}/governance/decisions/{decision.reference}/")
    expect(page.get_by_role("heading", name="Dissent")).to_be_visible()
    page.get_by_role("link", name="Appeal").click()
    owner.look("grounds")
    page.get_by_label("Why the decision should be another").fill(
        "Each verdict comes with the three facts that decided it: see the annex."
    )
    page.get_by_role("button", name="Lodge the appeal").click()
    expect(page.get_by_text("The appeal is lodged.")).to_be_visible()
    owner.look("lodged")

    appeal = bank.read(lambda: Appeal.objects.select_related("use_case", "decision").get())
    judges = bank.read(lambda: list(panel_candidates(appeal)[:3]))
    staff = browse(bank.person("marcus"), theme="dark")
    page = staff.visit(f"{bank.address}/governance/appeals/{appeal.reference}/")
    page.get_by_role("link", name="Form the panel").click()
    page.get_by_label("Chair").select_option(str(judges[0].pk))
    for judge in judges[1:]:
        page.get_by_label(str(judge), exact=True).check()
    staff.look("panel")
    page.get_by_role("button", name="Open its review").click()
    expect(page.get_by_text("The panel is asked to vote.")).to_be_visible()

    hearing = open_review(bank, use_case)
    for judge in judges:
        visitor = browse(judge, phone=True)
        page = enter_room(visitor, bank, hearing)
        expect(page.get_by_text("Each verdict comes with the three facts").first).to_be_visible()
        vote(page, "Approve", "The annex answers what was asked.")
        expect(page.get_by_text("Your vote is recorded.").first).to_be_visible()
    visitor.look("panel-votes")

    assert bank.read(Appeal.objects.get).state == AppealState.UPHELD
    assert bank.reload(use_case).stage == Stage.DISCOVERY
    owner.visit(f"{bank.address}/governance/appeals/")
    expect(owner.page.locator("table .badge", has_text="Upheld")).to_be_visible()
    owner.look("upheld")
