from __future__ import annotations

import datetime as dt
import zipfile

import pytest
from hypothesis import given, strategies as st
from openpyxl import Workbook  # noqa: TID253

from coe_portal.importing.spreadsheets import (
    Limits,
    SpreadsheetError,
    open_spreadsheet,
    unique_headers,
)

TABLE = "Name{d}Purpose{d}Owner\nJosé\u2019s bot{d}Sorts \u201cmail\u201d{d}Ann\n\nZoë{d}x{d}Bob\n"


def written(tmp_path, content, name="inventory.txt"):
    path = tmp_path / name
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_text_of_any_encoding_and_delimiter(tmp_path, encoding, delimiter):
    sheet = open_spreadsheet(written(tmp_path, TABLE.format(d=delimiter).encode(encoding)))

    assert sheet.headers == ("Name", "Purpose", "Owner")
    assert [(row.number, row.values["Name"]) for row in sheet.rows()] == [
        (2, "José\u2019s bot"),
        (4, "Zoë"),
    ]


def test_a_cell_with_line_breaks_keeps_both_counts(tmp_path):
    content = b'Name,Purpose\n"a","one\ntwo"\nb,three\n'

    rows = list(open_spreadsheet(written(tmp_path, content)).rows())

    assert [(row.number, row.line) for row in rows] == [(2, 2), (3, 4)]
    assert rows[0].values["Purpose"] == "one\ntwo"


def test_rows_with_too_many_or_too_few_cells_say_so(tmp_path):
    sheet = open_spreadsheet(written(tmp_path, b"A,B,C\n1,2,3,4\n1\n1,2,3,\n"))

    assert [(row.cells_surplus, row.cells_missing) for row in sheet.rows()] == [
        (1, 0),
        (0, 2),
        (0, 0),
    ]


def workbook(tmp_path, rows, name="book.csv"):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    path = tmp_path / name
    book.save(tmp_path / "book.xlsx")
    (tmp_path / "book.xlsx").rename(path)
    return path


def test_a_workbook_is_known_by_its_content_and_typed_cells_become_text(tmp_path):
    rows = [
        ["Name", "Started", "Cost", "Live"],
        ["Bot", dt.date(2024, 3, 1), 12.0, True],
        ["Cam", None, 1.5, False],
    ]

    sheet = open_spreadsheet(workbook(tmp_path, rows))

    assert sheet.layout.kind == "xlsx"
    assert [dict(row.values) for row in sheet.rows()] == [
        {"Name": "Bot", "Started": "2024-03-01", "Cost": "12", "Live": "Yes"},
        {"Name": "Cam", "Started": "", "Cost": "1.5", "Live": "No"},
    ]


def test_a_zip_that_is_no_workbook_is_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "x.xlsx", "w") as archive:
        archive.writestr("readme.txt", "hello")

    with pytest.raises(SpreadsheetError, match="neither a CSV nor"):
        open_spreadsheet(tmp_path / "x.xlsx")


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path):
    path = workbook(tmp_path, [["Name"], ["a"]], "bomb.xlsx")
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/zeros.bin", b"\0" * 30_000_000)

    with pytest.raises(SpreadsheetError, match="unpacks to far more"):
        open_spreadsheet(path)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "empty"),
        (b"\n\n", "column names"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old kind"),
        (b"PK\x03\x04 not really", "damaged"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)) * 8, "neither a CSV nor"),
        (b"Name,Purpose\n\x81\x8d,x\n", "encoding"),
    ],
)
def test_what_is_no_table_is_refused_with_a_reason(tmp_path, content, message):
    with pytest.raises(SpreadsheetError, match=message):
        open_spreadsheet(written(tmp_path, content))


@pytest.mark.parametrize(
    ("limits", "message"),
    [
        (Limits(bytes=10), "larger than"),
        (Limits(rows=2), "more than 2 rows"),
        (Limits(columns=1), "more than 1 columns"),
        (Limits(cell=3), "more than 3 characters"),
    ],
)
def test_caps(tmp_path, limits, message):
    path = written(tmp_path, b"Name,Purpose\naaaaaa,b\nc,d\ne,f\n")

    with pytest.raises(SpreadsheetError, match=message):
        list(open_spreadsheet(path, limits).rows())


def test_a_wide_workbook_row_meets_the_cap_of_columns(tmp_path):
    path = workbook(tmp_path, [["A", "B"], list(range(30))])

    with pytest.raises(SpreadsheetError, match="more than 10 columns"):
        list(open_spreadsheet(path, Limits(columns=10)).rows())


def test_an_endless_quotation_is_refused(tmp_path):
    content = b'Name,Purpose\n"a,' + b"x" * 140_000

    with pytest.raises(SpreadsheetError, match=r"quotation mark|more than"):
        list(open_spreadsheet(written(tmp_path, content)).rows())


@given(st.lists(st.text(max_size=8), max_size=20))
def test_headers_are_unique_whatever_they_were(cells):
    headers = unique_headers(cells)

    assert len(set(headers)) == len(headers)
    assert all(headers)
