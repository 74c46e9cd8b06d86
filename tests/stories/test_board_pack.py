"""The head of the CoE has the board pack of a quarter made, takes both files, and orders the next.

A reviewer may neither see packs nor take their files.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook  # noqa: TID253
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from metrics.models.packs import PackSchedule
from tests.fixtures.browser import Browse
from tests.stories.conftest import Bank

pytestmark = [pytest.mark.browser, pytest.mark.e2e]
THREE_MINUTES = 180_000


def taken(page: Page, name: str, place: Path) -> Path:
    """The file behind a link, on the disk of whoever clicks it."""
    with page.expect_download() as download:
        page.get_by_role("link", name=name, exact=True).click()
    path = place / download.value.suggested_filename
    download.value.save_as(path)
    return path


@pytest.mark.usefixtures("worker")
def test_board_pack(bank: Bank, browse: Browse, tmp_path: Path) -> None:
    bank.submitted("regulation-radar")
    room = f"{bank.address}/metrics/packs/"
    ingrid = browse(bank.person("ingrid"))
    page = ingrid.visit(room)
    page.get_by_role("link", name="Make a board pack").first.click()
    # The quarter that runs is the first of the list: the case was submitted in it.
    page.get_by_label("Quarter").select_option(index=0)
    ingrid.look("which quarter")
    page.get_by_role("button", name="Make it").click()
    expect(page.get_by_role("heading", name="Progress")).to_be_visible()
    expect(page.get_by_role("link", name="PDF", exact=True)).to_be_visible(timeout=THREE_MINUTES)
    ingrid.look("made")

    pdf = PdfReader(taken(page, "PDF", tmp_path))
    text = " ".join("\n".join(one.extract_text() for one in pdf.pages).split())
    assert "Executive summary" in text
    assert "The quarter is not over" in text
    book = load_workbook(taken(page, "XLSX", tmp_path))
    numbers = {row[0].value: row for row in book["Numbers"].iter_rows(min_row=2)}
    heads = [cell.value for cell in book["Numbers"][1]]
    assert numbers["cases_submitted"][heads.index("Target") - 1].value == 1

    samuel = browse(bank.person("samuel"))
    for part in ("", "BP-1/", "BP-1/files/pdf/", "schedule/"):
        samuel.visit(f"{room}{part}", status=403)

    page = ingrid.visit(f"{room}schedule/")
    page.get_by_label("Make and send the pack of each quarter that ends").check()
    page.get_by_label("On which working day of the new quarter").fill("4")
    page.get_by_label("Gabriel Stern").check()
    ingrid.look("schedule")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("The schedule is kept.")).to_be_visible()
    ingrid.look("list")
    kept = bank.read(lambda: list(PackSchedule.objects.values_list("is_on", "working_day")))
    assert kept == [(True, 4)]
