"""An executive reads the quarter and opens the rows behind a number."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.fixtures.browser import Browse
from tests.stories.conftest import Bank

pytestmark = [pytest.mark.browser, pytest.mark.e2e]


@pytest.mark.parametrize(("theme", "phone"), [("light", False), ("dark", True)])
def test_executive_quarter(bank: Bank, browse: Browse, theme: str, *, phone: bool) -> None:
    for key in ("regulation-radar", "credit-memo", "cv-screening", "interview-mood"):
        bank.submitted(key)
    gabriel = browse(bank.person("gabriel"), theme=theme, phone=phone)
    page = gabriel.visit(f"{bank.address}/metrics/")
    gabriel.look("quarter")
    tile = page.get_by_role("main").locator("dl").first.get_by_role("link").first
    tile.click()
    page.wait_for_load_state("networkidle")
    expect(
        page.get_by_role("main").get_by_text("First draft of credit memos").first
    ).to_be_visible()
    gabriel.look("rows")
