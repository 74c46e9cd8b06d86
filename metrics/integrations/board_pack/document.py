"""The pages of a board pack as PDF/A-3: tagged, with bookmarks, and its data inside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.template.loader import render_to_string

from coe_portal.audit.pack import pdf
from coe_portal.tenancy.models import Organization
from metrics.integrations.board_pack.sections import Bound
from metrics.integrations.board_pack.summary import Summary
from metrics.queries.pack_numbers import PackNumbers

STYLESHEET = "css/board_pack.css"
DATA_NAME = "board-pack.json"
CHART_WIDTH = 300
PAGE_WIDTH = 640


@dataclass(frozen=True)
class Printed:
    """A chapter as HTML."""

    bound: Bound
    html: str


@dataclass(frozen=True)
class Cover:
    """What the first page says beside the quarter."""

    organization: Organization
    reference: str
    made_for: str


def print_pack(
    cover: Cover,
    numbers: PackNumbers,
    summary: Summary,
    chapters: Sequence[Bound],
    evidence: tuple[str, str],
) -> bytes:
    """The document; `evidence` is its data as JSON, and their SHA-256.

    PrintingUnavailable where Pango is missing.
    """
    text, digest = evidence
    printed = [
        Printed(bound, render_to_string(bound.chapter.template, _context(bound)))
        for bound in chapters
        if bound.chapter.template
    ]
    context = {
        "cover": cover,
        "organization": cover.organization,
        "numbers": numbers,
        "quarter": numbers.quarter,
        "summary": summary,
        "chapters": printed,
        "data_name": DATA_NAME,
        "digest": digest,
    }
    return pdf.print_html(
        render_to_string("metrics/packs/pdf.html", context),
        STYLESHEET,
        embedded=pdf.Embedded(
            name=DATA_NAME,
            description="The board pack as data",
            text=text,
            at=numbers.now,
        ),
    )


def _context(bound: Bound) -> dict[str, object]:
    return {
        **bound.chapter.context,
        "key": bound.key,
        "chart_width": CHART_WIDTH,
        "page_width": PAGE_WIDTH,
    }
