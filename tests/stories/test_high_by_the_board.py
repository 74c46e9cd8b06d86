"""A high-risk case before the council: a recusal, an alternate, conditions, and a veto."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from governance.choices import Outcome, RecusalKind
from governance.models.decisions import Decision
from governance.models.reviews import Recusal
from intake.choices import Stage
from tests.fixtures.browser import Browse
from tests.stories.conftest import Bank
from tests.stories.voting import enter_room, open_review, vote, vote_as

pytestmark = [pytest.mark.browser, pytest.mark.e2e]


def test_approved_with_conditions_after_a_recusal(bank: Bank, browse: Browse) -> None:
    use_case = bank.submitted("cv-screening")
    review = open_review(bank, use_case)

    helena = browse(bank.person("helena"))
    page = enter_room(helena, bank, review)
    page.get_by_role("link", name="Declare a conflict").click()
    helena.look("conflict")
    page.get_by_label("Reason").fill("My brother leads the supplier's sales here.")
    page.locator("main form button[type=submit]").last.click()
    page.wait_for_load_state("networkidle")
    helena.look("stepped-back")
    recusal = bank.read(lambda: Recusal.objects.select_related("member").get(review=review))
    assert (recusal.kind, recusal.member) == (RecusalKind.CONFLICT, bank.person("helena"))

    vote_as(bank, browse, "fatima", review, "Approve", "We lose good people by being slow.")
    for who in ("tomasz", "samuel", "viktor", "ingrid"):
        vote_as(bank, browse, who, review, "Approve")
    claire = browse(bank.person("claire"), theme="dark")
    page = enter_room(claire, bank, review)
    vote(
        page,
        "Approve with conditions",
        "Annex III 4(a): the works council first.",
        "Agreement with the works council\nTell applicants",
    )
    expect(page.get_by_text("Your vote is recorded.").first).to_be_visible()
    claire.look("decided")

    decision = bank.read(lambda: Decision.objects.get(review=review))
    assert decision.outcome == Outcome.CONDITIONS
    assert bank.read(decision.conditions.count) == 2
    assert bank.reload(use_case).stage == Stage.DISCOVERY


def test_one_veto_rejects(bank: Bank, browse: Browse) -> None:
    use_case = bank.submitted("suitability")
    review = open_review(bank, use_case)
    for who in ("tomasz", "samuel", "viktor"):
        vote_as(bank, browse, who, review, "Approve")
    claire = vote_as(
        bank, browse, "claire", review, "Reject", "Nobody could explain the verdict to a client."
    )
    claire.look("vetoed")
    decision = bank.read(lambda: Decision.objects.get(review=review))
    assert decision.outcome == Outcome.REJECTED
    assert bank.reload(use_case).stage == Stage.REJECTED
    expect(claire.page.get_by_role("main").get_by_text("Rejected").first).to_be_visible()
