"""Staff bring in what people completed in another system: matched, tried, imported, held."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.fixtures.browser import Browse
from tests.stories.conftest import Bank
from tests.training.papers import write_course
from training.models.certificates import Certificate

pytestmark = [pytest.mark.browser, pytest.mark.e2e]
HEADERS = ("Learner", "Training", "Day of completion", "Score")


@pytest.fixture
def export(tmp_path: Path, bank: Bank) -> Path:
    """The export of a learning system: two people of the bank, and one that nobody knows."""
    emails = [bank.person(key).user.email for key in ("aisha", "daniel")]
    path = tmp_path / "academy export.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(HEADERS)
        for email in (*emails, "nobody@elsewhere.example"):
            rows.writerow((email, "AI for all", "2026-02-03", "91"))
    return path


def test_an_export_becomes_certificates(bank: Bank, browse: Browse, export: Path) -> None:
    bank.read(lambda: write_course(bank.house.actor("ingrid")))
    marcus = browse(bank.person("marcus"))
    page = marcus.visit(f"{bank.address}/training/completions/new/")
    page.locator("[name=file]").set_input_files(export)
    marcus.look("upload")
    page.locator("main form button[type=submit]").last.click()
    page.wait_for_load_state("networkidle")
    for label, column in (
        ("E-mail of the member", "Learner"),
        ("Course: its reference or title", "Training"),
        ("Completed on", "Day of completion"),
        ("Result in percent", "Score"),
    ):
        page.get_by_label(label).select_option(label=column)
    marcus.look("columns")
    page.locator("main form button[type=submit]").last.click()
    bring_in = page.get_by_role("button", name="Import 2 completions")
    expect(bring_in).to_be_visible()
    marcus.look("trial")
    page.get_by_role("link", name="1 row with remarks").click()
    expect(page.get_by_text("nobody@elsewhere.example").first).to_be_visible()
    marcus.look("remarks")
    assert bank.read(Certificate.objects.count) == 0
    page.go_back()
    bring_in.click()
    expect(page.get_by_text("Certificates issued")).to_be_visible()
    marcus.look("imported")
    held = bank.read(lambda: list(Certificate.objects.values_list("holder_name", "percent")))
    assert sorted(held) == [("Aisha Khan", 91), ("Daniel Moreau", 91)]

    learner = browse(bank.person("aisha"), theme="dark", phone=True)
    page = learner.visit(f"{bank.address}/training/certificates/")
    expect(page.get_by_text("AI for all").first).to_be_visible()
    learner.look("held")
