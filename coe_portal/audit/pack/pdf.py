"""Print a case file: cover, contents, chapters, and the same data as JSON inside the PDF."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

from django.contrib.staticfiles import finders
from django.core.exceptions import ImproperlyConfigured
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coe_portal.audit.pack.assemble import CaseFile
from coe_portal.errors import DomainError

EVIDENCE_NAME = "case-file.json"
STYLESHEET = "css/pack.css"
# Papers of a few pages: policies, briefs, minutes, reports, statements.
PAPER = "css/paper_pdf.css"
# What stylesheets of documents import as `asset:NAME`.
SHARED_SHEETS = ("pdf.css", "pack.css")
FONT_WEIGHTS = (400, 500, 600, 700)


class PrintingUnavailable(DomainError):
    """This machine lacks the system library that lays out text."""

    default_code = "audit.printing_unavailable"
    status = 503


@dataclass(frozen=True)
class Embedded:
    """Data that travels inside a PDF."""

    name: str
    description: str
    text: str
    at: datetime


def render(case_file: CaseFile) -> bytes:
    """Print `case_file` as PDF/A-3; raise PrintingUnavailable on a machine without Pango."""
    return print_html(
        document_html(case_file),
        STYLESHEET,
        embedded=Embedded(
            name=EVIDENCE_NAME,
            description="The case file as data",
            text=case_file.evidence,
            at=case_file.generated_at,
        ),
    )


def print_html(
    html: str,
    stylesheet: str,
    *,
    embedded: Embedded,
    images: Mapping[str, tuple[bytes, str]] | None = None,
) -> bytes:
    """Print a document with the portal's fonts; `images` are what it may name as `asset:NAME`.

    PrintingUnavailable on a machine without Pango.
    """
    try:
        from coe_portal.audit.pack import sealed  # noqa: PLC0415 (slow import, system library)
    except OSError as error:
        raise PrintingUnavailable(
            _(
                "PDF files cannot be made on this server: the system library Pango is missing. "
                "Ask your administrator to install it (Debian: libpango-1.0-0 libpangoft2-1.0-0 "
                "libharfbuzz-subset0; macOS: brew install pango)."
            )
        ) from error
    fonts = {
        f"Inter-{weight}.ttf": sealed.Asset(_static(_font(weight)), "font/ttf")
        for weight in FONT_WEIGHTS
    }
    sheets = {name: sealed.Asset(_static(f"css/{name}"), "text/css") for name in SHARED_SHEETS}
    pictures = {name: sealed.Asset(*image) for name, image in (images or {}).items()}
    return sealed.print_document(
        html,
        _static(stylesheet).decode(),
        assets=fonts | sheets | pictures,
        embedded=sealed.EmbeddedFile(**asdict(embedded)),
    )


def document_html(case_file: CaseFile) -> str:
    """The whole document as HTML, without any address outside itself."""
    with timezone.override(UTC):
        return render_to_string(
            "pack/document.html", {"case": case_file, "evidence_name": EVIDENCE_NAME}
        )


def _font(weight: int) -> str:
    return f"fonts/pdf/Inter-{weight}.ttf"


@lru_cache(maxsize=16)
def _static(name: str) -> bytes:
    """A static file's bytes, from the source folders: read once in a worker's life."""
    found = finders.find(name)
    if not isinstance(found, str):
        message = f"The static file {name} is missing: run `make assets`."
        raise ImproperlyConfigured(message)
    return Path(found).read_bytes()
