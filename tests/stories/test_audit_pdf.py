"""Staff ask for a case's audit PDF; a real worker makes it; it is downloaded and opened."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from tests.fixtures.browser import Browse
from tests.stories.conftest import Bank

pytestmark = [pytest.mark.browser, pytest.mark.e2e]
A_MINUTE = 60_000


@pytest.mark.usefixtures("worker")
def test_audit_pdf(bank: Bank, browse: Browse, tmp_path: Path) -> None:
    use_case = bank.submitted("regulation-radar")
    marcus = browse(bank.person("marcus"))
    page = marcus.visit(f"{bank.address}/intake/use-cases/{use_case.reference}/timeline/")
    page.get_by_role("button", name="Make an audit pack").click()
    download = page.get_by_role("link", name="Download")
    expect(download).to_be_visible(timeout=A_MINUTE)
    marcus.look("ready")
    with page.expect_download() as taken:
        download.click()
    path = tmp_path / "pack.pdf"
    taken.value.save_as(path)

    pdf = PdfReader(path)
    text = "\n".join(one.extract_text() for one in pdf.pages)
    for expected in (use_case.reference, use_case.title, "Nothing speaks for a higher tier."):
        assert expected in " ".join(text.split())
    assert pdf.outline
    [(name, [content])] = pdf.attachments.items()
    assert name.endswith(".json")
    assert use_case.title in json.dumps(json.loads(content))
