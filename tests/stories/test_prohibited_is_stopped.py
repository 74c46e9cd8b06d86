"""A practice that the law forbids is stopped at once, with the article."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from governance.models.decisions import Decision
from governance.models.reviews import Review
from intake.choices import Stage, Tier
from tests.fixtures.browser import Browse
from tests.stories.conftest import Bank

pytestmark = [pytest.mark.browser, pytest.mark.e2e]


def test_prohibited_is_stopped(bank: Bank, browse: Browse) -> None:
    use_case = bank.submitted("interview-mood")
    assert (use_case.tier, use_case.stage) == (Tier.PROHIBITED, Stage.REJECTED)
    mei = browse(bank.person("mei"))
    page = mei.visit(f"{bank.address}/intake/use-cases/{use_case.reference}/")
    expect(page.get_by_role("main").get_by_text("Prohibited").first).to_be_visible()
    mei.look("use-case")
    decision = bank.read(lambda: Decision.objects.get(use_case=use_case))
    page = mei.visit(f"{bank.address}/governance/decisions/{decision.reference}/")
    expect(page.get_by_role("main").get_by_text("Art. 5(1)(f)").first).to_be_visible()
    mei.look("stopped")
    assert not bank.read(Review.objects.exists)
