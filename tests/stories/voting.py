"""Voting in the review room, as a committee member does."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone
from playwright.sync_api import Page, expect

from governance.models.reviews import Review
from intake.models.use_cases import UseCase
from tests.fixtures.browser import Browse, Visitor
from tests.stories.conftest import Bank


def open_review(bank: Bank, use_case: UseCase) -> Review:
    """The review of the case that waits for votes."""
    found: Review = bank.read(lambda: Review.objects.open().get(use_case=use_case))
    return found


def enter_room(visitor: Visitor, bank: Bank, review: Review) -> Page:
    return visitor.visit(f"{bank.address}/governance/reviews/{review.reference}/")


def vote(
    page: Page, choice: str, why: str = "", conditions: str = "", due_in_days: int = 30
) -> None:
    """Fill in the ballot and cast it."""
    ballot = page.locator("#vote form").first
    ballot.get_by_label(choice, exact=True).check()
    ballot.locator("[name=rationale]").fill(why)
    if conditions:
        ballot.locator("[name=conditions]").fill(conditions)
        due = timezone.localdate() + dt.timedelta(days=due_in_days)
        ballot.locator("[name=conditions_due]").fill(due.isoformat())
    ballot.get_by_role("button", name="Cast vote").click()


def vote_as(
    bank: Bank, browse: Browse, who: str, review: Review, choice: str, why: str = ""
) -> Visitor:
    """Enter the room as somebody and vote."""
    visitor = browse(bank.person(who))
    page = enter_room(visitor, bank, review)
    vote(page, choice, why)
    expect(page.get_by_text("Your vote is recorded.").first).to_be_visible()
    return visitor
