"""Staff ask for the board pack of a quarter; a real worker makes it; both files are opened."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook  # noqa: TID253
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.fixtures.browser import Browse
from tests.stories.conftest import Bank
from tests.stories.quarters import ended_quarter

pytestmark = [pytest.mark.browser, pytest.mark.e2e]
FOUR_MINUTES = 240_000


def fetched(page: Page, name: str, place: Path) -> Path:
    """The file behind a link."""
    with page.expect_download() as taken:
        page.get_by_role("link", name=name, exact=True).click()
    path = place / taken.value.suggested_filename
    taken.value.save_as(path)
    return path


@pytest.mark.usefixtures("worker")
def test_board_pack(bank: Bank, browse: Browse, tmp_path: Path) -> None:
    quarter = ended_quarter(bank)
    ingrid = browse(bank.person("ingrid"))
    page = ingrid.visit(f"{bank.address}/metrics/packs/")
    expect(page.get_by_text("No board pack yet")).to_be_visible()
    ingrid.look("none")
    page.get_by_role("link", name="Make a board pack").first.click()
    expect(page.get_by_label("Quarter")).to_have_value(quarter.code)
    ingrid.look("asking")
    page.get_by_role("button", name="Make it").click()
    expect(page.get_by_text("Show the signature")).to_be_visible(timeout=FOUR_MINUTES)
    ingrid.look("made")

    pdf = PdfReader(fetched(page, "PDF", tmp_path))
    text = " ".join("\n".join(one.extract_text() for one in pdf.pages).split())
    for expected in (bank.house.organization.name, quarter.code, "Board pack"):
        assert expected in text
    assert pdf.outline
    assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"]

    book = load_workbook(fetched(page, "XLSX", tmp_path))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert sum(cell.value is not None for cell in cells if cell.data_type == "n") > 100
    assert [cell.coordinate for cell in cells if cell.data_type == "f"] == []
