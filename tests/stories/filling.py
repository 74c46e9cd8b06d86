"""Filling in a section of the wizard in the browser, question by question, as people do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from playwright.sync_api import Locator, Page, expect


def fill_section(page: Page, answers: Mapping[str, Any]) -> None:
    """Answer the questions; those that depend on others appear while one answers."""
    for name, value in answers.items():
        place = page.locator(f"#question-{name}")
        place.locator("legend, label").first.wait_for()
        _answer(place, name, value)


def saved(page: Page) -> None:
    """Wait until nothing typed is waiting to be saved."""
    page.wait_for_timeout(350)
    page.wait_for_load_state("networkidle")
    expect(page.locator("#save-state")).to_contain_text("Saved")


def _answer(place: Locator, name: str, value: Any) -> None:
    if isinstance(value, bool):
        _choose(place, name, "true" if value else "false")
    elif isinstance(value, list) and value and isinstance(value[0], Mapping):
        _rows(place, value)
    elif isinstance(value, list):
        for one in value:
            _choose(place, name, one)
    elif place.locator("select").count():
        place.locator("select").select_option(str(value))
    elif place.locator("input[type=radio]").count():
        _choose(place, name, str(value))
    else:
        field = place.locator(f"[name='{name}']")
        field.fill(str(value))
        field.blur()


def _choose(place: Locator, name: str, value: str) -> None:
    place.locator(f"[name='{name}'][value='{value}']").check()


def _rows(place: Locator, rows: list[Mapping[str, Any]]) -> None:
    for number, row in enumerate(rows):
        body = place.locator("tbody").first.locator("tr")
        if body.count() <= number:
            place.get_by_role("button", name="Add a row").click()
        for key, value in row.items():
            cell = body.nth(number).locator(f"[name$='{key}']")
            if cell.count() == 0:
                continue
            if cell.evaluate("one => one.tagName") == "SELECT":
                cell.select_option(str(value).lower() if isinstance(value, bool) else str(value))
            elif isinstance(value, bool):
                cell.set_checked(value)
            else:
                cell.fill(str(value))
