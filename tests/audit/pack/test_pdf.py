from __future__ import annotations

import io
import json
import sys
from datetime import UTC, datetime
from hashlib import sha256
from time import process_time

import pikepdf
import pypdf
import pytest

from coe_portal.audit.models import SubjectRef
from coe_portal.audit.pack import pdf
from coe_portal.audit.pack.assemble import CaseFile, Chapter, headings_of

TITLE = "UC-42 Underwriting copilot"
MADE = datetime(2026, 11, 21, 6, 0, tzinfo=UTC)


def chapter(key="votes", html="<p>Nobody voted.</p>", data=None, title="Votes"):
    return Chapter(key=key, title=title, html=html, headings=headings_of(html), data=data or [])


def case_file(*chapters, label=TITLE):
    return CaseFile(
        organization="Northwind Bank",
        subject=SubjectRef("intake.usecase", 42, label),
        reference="UC-42",
        requested_by="Jonas Weber",
        generated_at=MADE,
        facts=(("Stage", "Pilot"),),
        chapters=chapters or (chapter(),),
    )


def read(content):
    return pypdf.PdfReader(io.BytesIO(content))


def pages(content):
    return [page.extract_text() for page in read(content).pages]


def outline(reader, entries=None, level=1):
    found = []
    for entry in reader.outline if entries is None else entries:
        if isinstance(entry, list):
            found.extend(outline(reader, entry, level + 1))
        else:
            found.append((level, entry.title, reader.get_destination_page_number(entry) + 1))
    return found


LONG_TABLE = (
    '<h3 id="votes-all">All votes</h3><table><thead><tr><th scope="col">Voter<th scope="col">Vote'
    "</tr></thead><tbody>"
    + "".join(f"<tr><td>Member {n}</td><td>Approve {n}</td></tr>" for n in range(120))
    + "</tbody></table>"
)


@pytest.fixture(scope="module")
def long_document():
    """Two chapters, the first over several pages."""
    return pdf.render(
        case_file(
            chapter(html=LONG_TABLE, data=[{"voter": "Zoë", "choice": "approve"}]),
            chapter("decision", "<p>Approved by the board.</p>", title="Decision"),
        )
    )


def test_the_cover_names_the_case_and_has_no_running_lines(long_document):
    cover = pages(long_document)[0]
    for text in (
        "NORTHWIND BANK",
        TITLE,
        "UC-42",
        "Pilot",
        "21 November 2026, 06:00 UTC",
        "Jonas Weber",
    ):
        assert text in cover
    assert "Page 1 of" not in cover


def test_every_other_page_says_where_one_is(long_document):
    texts = pages(long_document)
    for number, text in enumerate(texts[1:], start=2):
        assert f"Page {number} of {len(texts)}" in text
        assert "Northwind Bank · made 21 Nov 2026 06:00 UTC" in text
        assert text.count(TITLE) >= 1


def test_the_contents_name_the_page_of_each_heading(long_document):
    reader = read(long_document)
    contents = pages(long_document)[1]
    for _level, title, page in outline(reader)[1:]:
        line = next(line for line in contents.splitlines() if line.startswith(title))
        assert line.rsplit(".", 1)[-1].strip() == str(page)


def test_bookmarks_have_two_levels(long_document):
    found = outline(read(long_document))
    assert [entry[:2] for entry in found] == [
        (1, "Contents"),
        (1, "Votes"),
        (2, "All votes"),
        (1, "Decision"),
        (1, "About this document"),
    ]


def test_table_heads_repeat_on_every_page(long_document):
    table_pages = [text for text in pages(long_document) if "Approve " in text]
    assert len(table_pages) > 2
    assert all("Voter" in text for text in table_pages)


def test_the_embedded_data_is_the_case_file(long_document):
    with pikepdf.open(io.BytesIO(long_document)) as document:
        spec = document.attachments[pdf.EVIDENCE_NAME]
        content = spec.get_file().read_bytes()
        assert spec.relationship == pikepdf.Name.Data
    data = json.loads(content)
    assert data["sections"] == {
        "votes": [{"voter": "Zoë", "choice": "approve"}],
        "decision": [],
    }
    assert data["subject"]["label"] == TITLE
    assert sha256(content).hexdigest() in "".join(pages(long_document)[-1].split())


def test_it_declares_pdf_a_3_and_is_tagged(long_document):
    with pikepdf.open(io.BytesIO(long_document)) as document:
        metadata = document.open_metadata()
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("3", "A")
        assert metadata["dc:title"] == TITLE
        assert document.Root.MarkInfo.Marked
        assert document.Root.Lang == "en"


def test_all_fonts_are_embedded(long_document):
    reader = read(long_document)
    fonts = set()
    for page in reader.pages:
        for font in page["/Resources"]["/Font"].values():
            descendant = font.get_object()["/DescendantFonts"][0].get_object()
            fonts.add((descendant["/BaseFont"], "/FontFile2" in descendant["/FontDescriptor"]))
    assert fonts
    assert all(embedded for _name, embedded in fonts)
    assert all("Inter" in name for name, _embedded in fonts)


def test_what_people_typed_is_text_never_markup():
    hostile = '<script>alert(1)</script><img src="http://evil.example/x">'
    text = "".join(pages(pdf.render(case_file(label=f"UC-42 {hostile}")))[:1])
    assert "<script>alert(1)</script>" in "".join(text.split("\n"))


HOSTILE = """
<link rel=stylesheet href="http://evil.example/a.css"><link rel=attachment href="file:///etc/hostname">
<img src="http://evil.example/a.png"><img src="file:///etc/hostname"><img src="/etc/hostname">
<img src="data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg'/%3E">
<object data="http://evil.example/b"></object><embed src="ftp://evil.example/c">
<svg xmlns="http://www.w3.org/2000/svg"><image href="http://evil.example/d.png"/><use href="file:///etc/hostname#x"/></svg>
<style>@import "http://evil.example/e.css"; @font-face{font-family:X;src:url(http://evil.example/f)}
p{background:url(http://evil.example/g.png)}</style>
<p style="background:url(file:///etc/hostname);font-family:X">Still printed</p>
"""


def test_a_very_long_answer_is_printed_in_reasonable_time():
    """Measuring every break of a long text in a table takes minutes: columns are fixed instead."""
    text = "A long text about how the work is done today. " * 400
    table = f"<table><thead><tr><th>Question<th>Answer</thead><tr><td>How?<td>{text}</table>"
    began = process_time()
    content = pdf.render(case_file(chapter(html=table)))
    assert process_time() - began < 15
    assert len(pages(content)) > 4


def test_printing_reaches_neither_network_nor_files(monkeypatch):
    """Even markup that slipped through a template opens no connection and no file."""
    touched = []
    armed = {"on": False}

    def watch(event, args):
        if armed["on"] and event in {"socket.connect", "socket.getaddrinfo", "urllib.Request"}:
            touched.append((event, args))
        if armed["on"] and event == "open" and str(args[0]) == "/etc/hostname":
            touched.append((event, args))

    sys.addaudithook(watch)
    armed["on"] = True
    try:
        content = pdf.render(case_file(chapter(html=HOSTILE)))
    finally:
        armed["on"] = False
    assert touched == []
    assert any("Still printed" in text for text in pages(content))
    with pikepdf.open(io.BytesIO(content)) as document:
        assert list(document.attachments) == [pdf.EVIDENCE_NAME]


def test_very_long_words_and_titles_stay_on_the_page():
    long_word = "Donaudampfschifffahrtsgesellschaft" * 20
    content = pdf.render(
        case_file(chapter(html=f"<p>{long_word}</p>"), label=f"UC-42 {'Long title ' * 18}")
    )
    box = read(content).pages[0].mediabox
    assert (round(box.width), round(box.height)) == (595, 842)
    assert len(pages(content)) == 4


def test_without_pango_the_message_says_what_to_install(monkeypatch):
    class NoPango:
        def find_spec(self, name, path=None, target=None):
            if name == "weasyprint":
                message = "cannot load library 'libpango-1.0-0'"
                raise OSError(message)

    monkeypatch.setattr(sys, "meta_path", [NoPango(), *sys.meta_path])
    for name in [
        name
        for name in sys.modules
        if name.startswith("weasyprint") or name.endswith("pack.sealed")
    ]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.delattr("coe_portal.audit.pack.sealed", raising=False)
    with pytest.raises(pdf.PrintingUnavailable, match="Pango"):
        pdf.render(case_file())
