"""Every component and chart, light and dark, on desk and phone: axe and console clean."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.fixtures.browser import Browse

pytestmark = [pytest.mark.browser]


@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_component_in_every_light(browse: Browse, theme: str, *, phone: bool) -> None:
    visitor = browse(theme=theme, phone=phone)
    page = visitor.visit("/style-guide/")
    for summary in page.locator("details.disclosure > summary").all():
        summary.click()
    visitor.look("open")
    page.get_by_role("button", name="Open dialog").click()
    expect(page.get_by_role("dialog", name="Share a section")).to_be_visible()
    visitor.look("dialog")


def test_the_theme_is_kept(browse: Browse) -> None:
    visitor = browse()
    page = visitor.visit("/style-guide/")
    page.get_by_role("button", name="Switch colour theme").click()
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    visitor.look("chosen")
