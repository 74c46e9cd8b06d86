"""Rows of a table as CSV or XLSX, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import IO, Any, Final

from django.db.models import QuerySet
from django.http import HttpResponseBase
from django.utils import timezone
from django.utils.text import slugify

from coe_portal.downloads import written_file
from coe_portal.ui.tables import Table

EXPORTS = {"csv", "xlsx"}
# More are written by a worker.
MOST_ROWS = 50_000
CHUNK = 2000
# A text that begins so is a formula to a spreadsheet, also after a tab or a new line.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
TYPES: Final = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
# What a sheet of Excel holds, with its line of heads.
SHEET_ROWS = 1_048_576


def export_response(kind: str, table: Table, rows: QuerySet[Any], title: str) -> HttpResponseBase:
    """All rows with the columns shown, as a file to save; for MOST_ROWS at most."""
    return export_lines(kind, heads_of(table), table.plain_rows(_in_chunks(rows)), title)


def export_lines(
    kind: str, heads: Sequence[str], lines: Iterable[list[Any]], title: str
) -> HttpResponseBase:
    """Lines that are no rows of a table of the database, as a file to save.

    Written before the answer starts, because the tenant's transaction ends with the view.
    """
    buffer = io.BytesIO()
    file = WRITERS[kind](buffer, heads)
    for line in lines:
        file.add(line)
    file.finish()
    return written_file(buffer.getvalue(), file_name(kind, title), TYPES[kind])


def heads_of(table: Table) -> list[str]:
    """The names of the columns shown."""
    return [str(column.label) for column in table.shown]


def file_name(kind: str, title: str) -> str:
    """What an export of today is called."""
    return f"{slugify(title) or 'export'}-{timezone.localdate():%Y-%m-%d}.{kind}"


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


class CsvFile:
    """Lines into a stream, as CSV in UTF-8 with the mark that spreadsheets look for."""

    def __init__(self, stream: IO[bytes], heads: Sequence[str]) -> None:
        self._text = io.TextIOWrapper(stream, encoding="utf-8-sig", newline="")
        self._writer = csv.writer(self._text)
        self.add(heads)

    def add(self, line: Sequence[Any]) -> None:
        """Write one line."""
        self._writer.writerow(["" if value is None else plain(value) for value in line])

    def finish(self) -> None:
        """Bring the last lines into the stream, which stays open."""
        self._text.detach()


class XlsxFile:
    """Lines into a stream, as a workbook of one sheet; openpyxl keeps them in a file meanwhile."""

    def __init__(self, stream: IO[bytes], heads: Sequence[str]) -> None:
        from openpyxl import Workbook

        self._stream = stream
        self._workbook = Workbook(write_only=True)
        self._sheet = self._workbook.create_sheet()
        self.add(heads)

    def add(self, line: Sequence[Any]) -> None:
        """Write one line."""
        self._sheet.append([plain(value) for value in line])

    def finish(self) -> None:
        """Write the workbook into the stream, which stays open."""
        self._workbook.save(self._stream)


WRITERS: Final[Mapping[str, type[CsvFile | XlsxFile]]] = {"csv": CsvFile, "xlsx": XlsxFile}
