"""The supplier changes while the council votes: the review is stale and a new one replaces it."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from governance.choices import ReviewState
from governance.models.reviews import Review
from tests.fixtures.browser import Browse
from tests.stories.conftest import Bank
from tests.stories.filling import saved
from tests.stories.voting import enter_room, open_review, vote_as

pytestmark = [pytest.mark.browser, pytest.mark.e2e]


def test_stale_after_a_change(bank: Bank, browse: Browse) -> None:
    use_case = bank.submitted("cv-screening")
    review = open_review(bank, use_case)
    vote_as(bank, browse, "tomasz", review, "Approve")

    mei = browse(bank.person("mei"))
    address = f"{bank.address}/intake/use-cases/{use_case.reference}"
    page = mei.visit(f"{address}/")
    page.get_by_role("button", name="Change the answers").click()
    page.wait_for_load_state("networkidle")
    page = mei.visit(f"{address}/answers/sections/feasibility/")
    page.get_by_label("Which supplier?").fill("Hirefair")
    page.get_by_label("Which supplier?").blur()
    saved(page)
    page = mei.visit(f"{address}/answers/sections/review/")
    page.locator("[name=accepts_rules]").check()
    saved(page)
    page.get_by_role("button", name="Submit").click()
    page.wait_for_url(f"**/{use_case.reference}/")

    reviews = bank.read(lambda: list(Review.objects.order_by("number")))
    assert [one.state for one in reviews] == [ReviewState.STALE, ReviewState.OPEN]
    tomasz = browse(bank.person("tomasz"))
    page = enter_room(tomasz, bank, reviews[0])
    expect(page.get_by_text("Its votes do not count.")).to_be_visible()
    tomasz.look("stale")
    page.get_by_role("link", name=f"Go to {reviews[1].reference}").click()
    expect(page.get_by_text("Earlier votes are not carried over.")).to_be_visible()
    expect(page.get_by_role("main").get_by_text("Hirefair").first).to_be_visible()
    tomasz.look("replaced")
