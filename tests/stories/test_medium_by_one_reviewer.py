"""A medium-risk case goes to one reviewer, who finds it in the docket and decides."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from governance.models.decisions import Decision
from intake.choices import Stage
from tests.fixtures.browser import Browse
from tests.stories.conftest import Bank
from tests.stories.voting import open_review, vote

pytestmark = [pytest.mark.browser, pytest.mark.e2e]


def test_medium_by_one_reviewer(bank: Bank, browse: Browse) -> None:
    use_case = bank.submitted("credit-memo")
    review = open_review(bank, use_case)
    seat = bank.read(lambda: review.seats.select_related("voter__user").get())
    reviewer = browse(seat.voter)

    page = reviewer.visit(f"{bank.address}/governance/")
    reviewer.look("docket")
    page.get_by_role("link", name=use_case.title).first.click()
    expect(page.get_by_text("One qualified reviewer decides.")).to_be_visible()
    reviewer.look("room")
    vote(
        page,
        "Approve with conditions",
        "Sound. The draft must say where each figure comes from.",
        "Show the source beside every figure",
    )
    expect(page.get_by_text("Your vote is recorded.").first).to_be_visible()
    reviewer.look("decided")

    decision = bank.read(lambda: Decision.objects.get(review=review))
    condition = bank.read(decision.conditions.get)
    assert condition.text == "Show the source beside every figure"
    assert bank.reload(use_case).stage == Stage.DISCOVERY

    owner = browse(bank.person("daniel"), phone=True)
    page = owner.visit(f"{bank.address}/governance/decisions/{decision.reference}/")
    expect(
        page.get_by_role("main").get_by_text("Show the source beside every figure").first
    ).to_be_visible()
    owner.look("conditions")
