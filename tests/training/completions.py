"""Files of completions, as other learning systems export them."""

from __future__ import annotations

import csv
import io

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook  # noqa: TID253

from training.logic.completions import mapping_of

HEADERS = ("User e-mail", "Course name", "Completion date", "Score", "Expires", "Provider")
COLUMNS = {
    "email": "User e-mail",
    "course": "Course name",
    "completed_on": "Completion date",
    "percent": "Score",
    "valid_until": "Expires",
    "provider": "Provider",
}
MAPPING = mapping_of(COLUMNS, day_first=True)


def csv_file(rows, *, encoding="utf-8", name="export.csv", tail=b""):
    text = io.StringIO()
    padded = [(*row, *("" for _column in HEADERS[len(row) :])) for row in rows]
    csv.writer(text).writerows([HEADERS, *padded])
    return SimpleUploadedFile(name, text.getvalue().encode(encoding) + tail)


def workbook(rows, *, name="export.xlsx"):
    book = Workbook()
    for row in (HEADERS, *rows):
        book.active.append(list(row))
    content = io.BytesIO()
    book.save(content)
    return SimpleUploadedFile(name, content.getvalue())
