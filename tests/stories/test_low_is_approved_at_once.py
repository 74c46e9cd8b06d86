"""A low-risk case is decided by policy in the moment it is submitted."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from governance.choices import Outcome, Path
from governance.models.decisions import Decision
from intake.choices import Stage
from tests.fixtures.browser import Browse
from tests.stories.conftest import Bank

pytestmark = [pytest.mark.browser, pytest.mark.e2e]


def test_low_is_approved_at_once(bank: Bank, browse: Browse) -> None:
    use_case = bank.submitted("regulation-radar")
    oskar = browse(bank.person("oskar"))
    page = oskar.visit(f"{bank.address}/intake/use-cases/{use_case.reference}/decisions/")
    expect(page.get_by_role("main").get_by_text("Self-service").first).to_be_visible()
    expect(page.get_by_role("main").get_by_text("Approved").first).to_be_visible()
    oskar.look("decision")

    decision = bank.read(lambda: Decision.objects.get(use_case=use_case))
    assert (decision.path, decision.outcome) == (Path.SELF_SERVICE, Outcome.APPROVED)
    assert use_case.stage == Stage.DISCOVERY
    page = oskar.visit(f"{bank.address}/governance/decisions/{decision.reference}/")
    expect(page.get_by_role("heading", name=use_case.title)).to_be_visible()
    oskar.look("record")
