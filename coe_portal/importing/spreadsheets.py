"""Read an untrusted CSV or XLSX file as a stream of text rows, whatever its name says.

The file comes from outside, so its kind is decided by its content and everything that could grow is
capped: bytes, rows, columns, the length of a cell, and what a zip may unpack to.
"""

from __future__ import annotations

import codecs
import csv
import datetime as dt
import re
import zipfile
from collections import Counter
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final

from django.utils.translation import gettext_lazy as _

from coe_portal.errors import DomainError
from coe_portal.importing.rows import SourceRow

if TYPE_CHECKING:
    from openpyxl import Workbook

SAMPLE_BYTES: Final = 256 * 1024
SAMPLE_RECORDS: Final = 60
BLOCK: Final = 1 << 20
DELIMITERS: Final = (",", ";", "\t", "|")
OLE_MAGIC: Final = b"\xd0\xcf\x11\xe0"
WORKBOOK_PARTS: Final = frozenset({"[Content_Types].xml", "xl/workbook.xml"})


@dataclass(frozen=True)
class Limits:
    """What one file may cost; no spreadsheet program holds a cell longer than 32,767."""

    bytes: int = 64 * 1024 * 1024
    rows: int = 200_000
    columns: int = 500
    cell: int = 32_767
    unpacked: int = 512 * 1024 * 1024
    ratio: int = 250
    parts: int = 5_000


DEFAULT_LIMITS: Final = Limits()


class SpreadsheetError(DomainError):
    """The file cannot be read as a table. The message is meant for the person who chose it."""

    default_code = "importing.spreadsheet"
    status = 422


@dataclass(frozen=True)
class Layout:
    """How the file is to be read, as found by looking at its content."""

    kind: str
    encoding: str = ""
    delimiter: str = ""


@dataclass(frozen=True)
class Spreadsheet:
    """One table in a file: unique headers and, each time it is asked, the rows below them."""

    path: Path
    layout: Layout
    headers: tuple[str, ...]
    limits: Limits

    def rows(self) -> Iterator[SourceRow]:
        """Stream the rows that hold anything, numbered as a spreadsheet program numbers them.

        Raises:
            SpreadsheetError: a cap is exceeded or the file is damaged further down.
        """
        with closing(_records(self.path, self.layout, self.limits)) as records:
            next(records, None)
            for number, (line, cells) in enumerate(records, start=2):
                if number - 1 > self.limits.rows:
                    raise SpreadsheetError(
                        _("The file has more than %(limit)d rows.") % {"limit": self.limits.rows}
                    )
                if any(cells):
                    yield self._row(number, line, cells)

    def _row(self, number: int, line: int, cells: Sequence[str]) -> SourceRow:
        values = dict(zip(self.headers, cells, strict=False))
        surplus = tuple(cell for cell in cells[len(self.headers) :] if cell)
        return SourceRow(
            number=number,
            line=line,
            values=values,
            cells_missing=max(len(self.headers) - len(cells), 0) if self.layout.delimiter else 0,
            cells_surplus=len(surplus),
        )


def open_spreadsheet(path: Path, limits: Limits = DEFAULT_LIMITS) -> Spreadsheet:
    """Look at the file and read its headers.

    Raises:
        SpreadsheetError: it is empty, too large, of another kind, or has no usable header row.
    """
    size = path.stat().st_size
    if size == 0:
        raise SpreadsheetError(_("The file is empty."))
    if size > limits.bytes:
        raise SpreadsheetError(
            _("The file is larger than %(limit)d MB.") % {"limit": limits.bytes // (1 << 20)}
        )
    layout = _layout(path, limits)
    with closing(_records(path, layout, limits)) as records:
        _line, cells = next(records, (0, ()))
    if not any(cells):
        raise SpreadsheetError(_("The first row must hold the column names, but it is empty."))
    return Spreadsheet(path, layout, unique_headers(cells), limits)


def unique_headers(cells: Iterable[str]) -> tuple[str, ...]:
    """Name every column once: a repeated name gets its ordinal, an empty one its position.

    >>> unique_headers(["Name", "If other", "", "If other", ""])
    ('Name', 'If other', 'Column 3', 'If other (2)')
    """
    names = [" ".join(cell.split()) for cell in cells]
    while names and not names[-1]:
        names.pop()
    seen: Counter[str] = Counter()
    taken: set[str] = set()
    headers = []
    for position, name in enumerate(names, start=1):
        base = name or f"Column {position}"
        seen[base] += 1
        header = base if seen[base] == 1 else f"{base} ({seen[base]})"
        while header in taken:
            seen[base] += 1
            header = f"{base} ({seen[base]})"
        taken.add(header)
        headers.append(header)
    return tuple(headers)


def _layout(path: Path, limits: Limits) -> Layout:
    with path.open("rb") as file:
        sample = file.read(SAMPLE_BYTES)
    if sample.startswith(OLE_MAGIC):
        raise SpreadsheetError(
            _("This is an Excel file of the old kind or with a password. Save it as .xlsx or CSV.")
        )
    if sample.startswith(b"PK"):
        _check_workbook(path, limits)
        return Layout("xlsx")
    encoding = _encoding(path, sample)
    return Layout("csv", encoding, _delimiter(sample, encoding))


def _check_workbook(path: Path, limits: Limits) -> None:
    """Judge the zip by its directory, before anything is unpacked."""
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError) as error:
        raise SpreadsheetError(_("The file is damaged: it cannot be opened.")) from error
    if not {part.filename for part in parts} >= WORKBOOK_PARTS:
        raise SpreadsheetError(_("This is neither a CSV nor an Excel (.xlsx) file."))
    unpacked = sum(part.file_size for part in parts)
    packed = sum(part.compress_size for part in parts)
    bomb = unpacked > limits.unpacked or unpacked > limits.ratio * max(packed, 4096)
    if bomb or len(parts) > limits.parts:
        raise SpreadsheetError(_("The Excel file unpacks to far more than a table needs."))


def _encoding(path: Path, sample: bytes) -> str:
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if sample.startswith(mark):
            return name
    if b"\0" in sample:
        return _utf16_without_mark(sample)
    for name in ("utf-8", "cp1252"):
        if _decodes(path, name):
            return name
    raise SpreadsheetError(
        _("The text is not in a known encoding. Save the file as CSV in UTF-8, or as .xlsx.")
    )


def _utf16_without_mark(sample: bytes) -> str:
    """Western text in UTF-16 has its zeros on one side of every pair; other binary data has not."""
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    half = len(sample) / 4
    if odd > half and even == 0:
        return "utf-16-le"
    if even > half and odd == 0:
        return "utf-16-be"
    raise SpreadsheetError(_("This is neither a CSV nor an Excel (.xlsx) file."))


def _decodes(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with path.open("rb") as file:
            while block := file.read(BLOCK):
                decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _delimiter(sample: bytes, encoding: str) -> str:
    """Take the delimiter that gives the most records the width of the header."""
    text = codecs.getincrementaldecoder(encoding)(errors="replace").decode(sample)
    complete = len(sample) < SAMPLE_BYTES
    return max(DELIMITERS, key=lambda mark: _fit(text, mark, complete=complete))


def _fit(text: str, delimiter: str, *, complete: bool) -> tuple[float, int]:
    records = []
    try:
        for record in csv.reader(text.splitlines(keepends=True), delimiter=delimiter):
            records.append(record)
            if len(records) > SAMPLE_RECORDS:
                break
    except csv.Error:
        return (0.0, 0)
    if not complete and 1 < len(records) <= SAMPLE_RECORDS:
        records.pop()
    width = len(records[0]) if records else 0
    if width < 2:  # noqa: PLR2004 - a table of one column fits every delimiter equally badly
        return (0.0, width)
    body = records[1:] or records
    return (sum(len(record) == width for record in body) / len(body), width)


def _records(path: Path, layout: Layout, limits: Limits) -> Generator[tuple[int, list[str]]]:
    """Yield (physical line, cells) of every record, the header included."""
    is_workbook = layout.kind == "xlsx"
    records = _workbook_records(path, limits) if is_workbook else _text_records(path, layout)
    for line, cells in records:
        if len(cells) > limits.columns:
            raise SpreadsheetError(
                _("Line %(line)d has more than %(limit)d columns.")
                % {"line": line, "limit": limits.columns}
            )
        if any(len(cell) > limits.cell for cell in cells):
            raise SpreadsheetError(
                _("Line %(line)d has a cell of more than %(limit)d characters.")
                % {"line": line, "limit": limits.cell}
            )
        yield line, cells


def _text_records(path: Path, layout: Layout) -> Iterator[tuple[int, list[str]]]:
    with path.open(encoding=layout.encoding, newline="") as file:
        reader = csv.reader(file, delimiter=layout.delimiter)
        start = 1
        try:
            for cells in reader:
                yield start, [cell.strip().replace("\0", "") for cell in cells]
                start = reader.line_num + 1
        except csv.Error as error:
            raise SpreadsheetError(
                _("Line %(line)d cannot be read: a quotation mark may be missing.")
                % {"line": start}
            ) from error


def _workbook_records(path: Path, limits: Limits) -> Iterator[tuple[int, list[str]]]:
    with path.open("rb") as file, closing(_workbook(file)) as book:
        if not book.worksheets:
            raise SpreadsheetError(_("The Excel file has no worksheet."))
        sheet = book.worksheets[0]
        sheet.reset_dimensions()
        rows = sheet.iter_rows(max_col=limits.columns + 1, values_only=True)
        for number, values in enumerate(rows, start=1):
            yield number, _trimmed([cell_text(value) for value in values])


def _workbook(file: BinaryIO) -> Workbook:
    from openpyxl import load_workbook

    try:
        return load_workbook(file, read_only=True, data_only=True, keep_links=False)
    except (KeyError, ValueError, OSError, zipfile.BadZipFile, SyntaxError) as error:
        raise SpreadsheetError(_("The file is damaged: it cannot be opened.")) from error


def _trimmed(cells: list[str]) -> list[str]:
    while cells and not cells[-1]:
        cells.pop()
    return cells


def cell_text(value: object) -> str:
    """Write a typed cell the way a CSV file would say it.

    >>> cell_text(3.0), cell_text(True), cell_text(dt.date(2024, 3, 1))
    ('3', 'Yes', '2024-03-01')
    """
    match value:
        case None:
            text = ""
        case bool():
            text = "Yes" if value else "No"
        case float() if value.is_integer():
            text = str(int(value))
        case dt.datetime() if value.time() == dt.time():
            text = value.date().isoformat()
        case _:
            text = re.sub(r"_x000[dD]_|\0", "", str(value)).strip()
    return text
