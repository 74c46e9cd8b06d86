"""Files are what their bytes say, not what their name says."""

from __future__ import annotations

import io
import zipfile

import pytest

from coe_portal.collaboration.content import content_type_of

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 32
PDF = b"%PDF-1.7\n1 0 obj"


def docx() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("_rels/.rels", "<Relationships/>")
        archive.writestr("word/document.xml", "<document/>")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "accepted"),
    [
        ("plan.pdf", PDF, "application/pdf"),
        ("PLAN.PDF", PDF, "application/pdf"),
        ("plan.png", PNG, "image/png"),
        ("plan.txt", b"caf\xc3\xa9", "text/plain"),
        ("rows.csv", b"a,b\n1,2\n", "text/csv"),
        ("notes.md", b"# Notes", "text/markdown"),
    ],
)
def test_accepted(name, content, accepted):
    assert content_type_of(name, content) == accepted


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("plan.pdf", PNG),
        ("plan.png", b"<svg onload=alert(1)>"),
        ("page.html", b"<script>alert(1)</script>"),
        ("picture.svg", b"<svg/>"),
        ("run.exe", b"MZ" + b"\0" * 64),
        ("plan.txt", b"MZ\0\0"),
        ("plan.txt", b"\xff\xfe\xfd"),
        ("archive.zip", docx()),
        ("noname", PDF),
    ],
)
def test_refused(name, content):
    assert content_type_of(name, content) is None


def test_office_documents():
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    assert content_type_of("plan.docx", docx()) == kind
