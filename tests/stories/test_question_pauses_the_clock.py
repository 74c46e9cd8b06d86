"""A voter asks the team about one answer; the review waits, hears the answer, and decides."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from coe_portal.accounts.models import Membership
from governance.choices import Outcome, QuestionState
from governance.models.decisions import Decision
from governance.models.questions import TeamQuestion
from governance.models.reviews import Review
from tests.fixtures.browser import Browse
from tests.stories.conftest import Bank
from tests.stories.voting import enter_room, open_review, vote

pytestmark = [pytest.mark.browser, pytest.mark.e2e]


def others_in(review: Review, one: Membership) -> list[Membership]:
    """Who else speaks for a seat."""
    seats = review.seats.filter(voter__isnull=False).exclude(voter=one)
    return [seat.voter for seat in seats.select_related("voter__user")]


def test_question_pauses_the_clock(bank: Bank, browse: Browse) -> None:
    use_case = bank.submitted("suitability")
    review = open_review(bank, use_case)

    claire = browse(bank.person("claire"))
    page = enter_room(claire, bank, review)
    page.get_by_role("link", name="Brief").click()
    expect(page.get_by_role("heading", name="Why this tier")).to_be_visible()
    claire.look("brief")
    page.go_back()
    packet = page.locator(".card", has=page.get_by_role("heading", name="Packet"))
    packet.locator("details").first.locator("summary").first.click()
    answer = packet.locator("dl > div").first
    answer.locator("summary", has_text="Comments").click()
    answer.locator("textarea").fill("Is this measured or hoped for?")
    answer.get_by_role("button", name="Comment").click()
    expect(answer.get_by_text("Is this measured or hoped for?")).to_be_visible()
    claire.look("comments-beside-an-answer")
    answer.get_by_role("link", name="Ask the team").click()
    page.get_by_label("Question").fill("Which cases did the people who checked it disagree on?")
    claire.look("asking")
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.get_by_text("Paused since")).to_be_visible()
    claire.look("paused")

    for who in bank.read(lambda: others_in(review, bank.person("claire"))):
        colleague = enter_room(browse(who), bank, review)
        vote(colleague, "Approve")
        expect(colleague.get_by_text("Your vote is recorded.").first).to_be_visible()
    vote(page, "Approve")
    expect(page.get_by_text("Your vote is recorded.").first).to_be_visible()
    assert not bank.read(lambda: Decision.objects.filter(review=review).exists())

    owner = browse(bank.read(lambda: bank.reload(use_case).owner), theme="dark", phone=True)
    page = owner.visit(f"{bank.address}/intake/use-cases/{use_case.reference}/decisions/")
    expect(page.get_by_text("Which cases did the people").first).to_be_visible()
    owner.look("question-on-the-case")
    page.get_by_role("link", name="Answer", exact=True).first.click()
    page.get_by_label("Answer").fill("On 4 of 120, all with trusts as clients; they are left out.")
    owner.look("answering")
    page.get_by_role("button", name="Send the answer").click()
    expect(page.get_by_text("The reviewers have your answer.")).to_be_visible()

    question = bank.read(TeamQuestion.objects.get)
    assert question.state == QuestionState.ANSWERED
    assert not bank.read(lambda: Review.objects.get(pk=review.pk)).is_paused

    page = enter_room(claire, bank, review)
    expect(page.get_by_text("On 4 of 120")).to_be_visible()
    expect(page.get_by_text("Closes on")).to_be_visible()
    claire.look("answered")
    ballot = page.locator("#vote form").first
    ballot.get_by_role("button", name="Change vote").click()
    expect(page.locator("#vote .badge", has_text="Approved").first).to_be_visible()
    decision = bank.read(lambda: Decision.objects.get(review=review))
    assert decision.outcome == Outcome.APPROVED
    claire.look("decided")
