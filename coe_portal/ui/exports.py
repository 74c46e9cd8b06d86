"""Rows of a table as CSV or XLSX, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.text import slugify

from coe_portal.ui.tables import Table

EXPORTS = {"csv", "xlsx"}
MOST_ROWS = 50_000
CHUNK = 2000
# A text that begins so is a formula to a spreadsheet, also after a tab or a new line.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def export_response(kind: str, table: Table, rows: QuerySet[Any], title: str) -> HttpResponseBase:
    """All rows (at most MOST_ROWS) with the columns shown, as a file to save."""
    limited = rows[:MOST_ROWS]
    heads = [str(column.label) for column in table.shown]
    return export_lines(kind, heads, table.plain_rows(_in_chunks(limited)), title)


def export_lines(
    kind: str, heads: list[str], lines: Iterable[list[Any]], title: str
) -> HttpResponseBase:
    """Lines that are no rows of a table of the database, as a file to save."""
    name = f"{slugify(title) or 'export'}-{timezone.localdate():%Y-%m-%d}.{kind}"
    if kind == "csv":
        return _csv(heads, lines, name)
    return _xlsx(heads, lines, name)


def plain(value: Any) -> Any:
    """A cell value without formulas: texts that would calculate get an apostrophe before them."""
    if isinstance(value, datetime):
        return timezone.localtime(value).replace(tzinfo=None, microsecond=0)
    if value is None or isinstance(value, (bool, int, float, Decimal, date)):
        return value
    text = str(value)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def _in_chunks(rows: QuerySet[Any]) -> Iterator[Any]:
    """Read inside the request's transaction; prefetches work, memory stays bounded."""
    return rows.iterator(chunk_size=CHUNK)


def _csv(heads: list[str], lines: Iterable[list[Any]], name: str) -> HttpResponseBase:
    """Written before the answer starts, because the tenant's transaction ends with the view."""
    buffer = io.StringIO()
    buffer.write("\N{ZERO WIDTH NO-BREAK SPACE}")  # tells spreadsheets that this is UTF-8
    writer = csv.writer(buffer)
    writer.writerow([plain(head) for head in heads])
    for line in lines:
        writer.writerow(["" if value is None else plain(value) for value in line])
    return _download(buffer.getvalue().encode(), "text/csv; charset=utf-8", name)


def _xlsx(heads: list[str], lines: Iterable[list[Any]], name: str) -> HttpResponseBase:
    from openpyxl import Workbook

    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet()
    sheet.append([plain(head) for head in heads])
    for line in lines:
        sheet.append([plain(value) for value in line])
    buffer = io.BytesIO()
    workbook.save(buffer)
    return _download(buffer.getvalue(), XLSX_TYPE, name)


def _download(content: bytes, content_type: str, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=content_type, headers=headers)
