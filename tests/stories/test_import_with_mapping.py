"""Staff bring an inventory with columns of its own: matched, tried, imported with progress."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from playwright.sync_api import expect

from intake.models.use_cases import UseCase
from tests.fixtures.browser import Browse
from tests.stories.conftest import Bank

pytestmark = [pytest.mark.browser, pytest.mark.e2e]
HEADERS = ("Key", "Use case", "What it does", "Owner", "Personal data")


@pytest.fixture
def inventory(tmp_path: Path) -> Path:
    path = tmp_path / "inventory of the south.csv"
    with path.open("w", encoding="cp1252", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(HEADERS)
        for number in range(1, 41):
            rows.writerow(
                (f"S-{number}", f"Café helper {number}", "Answers questions", "J. Müller", "Yes")
            )
        rows.writerow(("S-41", "", "A row without a title", "", "No"))
    return path


def test_import_with_mapping(bank: Bank, browse: Browse, inventory: Path) -> None:
    marcus = browse(bank.person("marcus"))
    page = marcus.visit(f"{bank.address}/intake/imports/new/")
    page.locator("[name=file]").set_input_files(inventory)
    marcus.look("upload")
    page.locator("main form button[type=submit]").last.click()
    page.wait_for_load_state("networkidle")
    expect(page.get_by_role("heading", name="Match the columns")).to_be_visible()
    page.get_by_label("Title", exact=True).fill("Use case")
    marcus.look("columns")
    page.get_by_role("button", name="Use these columns").click()
    page.wait_for_load_state("networkidle")
    page.get_by_role("button", name="Check the file").click()
    expect(page.get_by_role("button", name="Import 40 use cases")).to_be_visible()
    marcus.look("dry-run")
    page.get_by_role("button", name="Import 40 use cases").click()
    expect(page.get_by_text("Open the portfolio")).to_be_visible()
    marcus.look("imported")
    assert bank.read(UseCase.objects.count) == 40
    marcus.visit(f"{bank.address}/intake/")
    marcus.look("portfolio")
