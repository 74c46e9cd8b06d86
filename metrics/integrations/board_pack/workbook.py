"""The workbook of a board pack: the same facts as its pages, numbers as numbers, no formulas."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any, Final

from django.utils.translation import gettext as _

from coe_portal.ui.exports import plain
from metrics.integrations.board_pack.sections import Field, Figure, Sheet

FORBIDDEN: Final = str.maketrans("[]:*?/\\", "       ")
LONGEST_TITLE: Final = 31
HEAD_FILL: Final = "E8E9F3"
WRAPPED_FROM: Final = 40


def written(facts: Sequence[tuple[str, Any]], sheets: Sequence[Sheet]) -> bytes:
    """A first sheet that says what it is, then the others."""
    from openpyxl import Workbook

    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    fields = (Field(_("Fact"), 26), Field(_("Value"), 76))
    for sheet in (Sheet(_("About"), fields, tuple(facts)), *sheets):
        _add(workbook, sheet)
    workbook.properties.title = str(facts[0][1])
    buffer = io.BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def _add(workbook: Any, sheet: Sheet) -> None:
    """One sheet: its heads stay in sight and can be filtered by."""
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    page = workbook.create_sheet(str(sheet.title).translate(FORBIDDEN)[:LONGEST_TITLE].strip())
    page.append([str(field.label) for field in sheet.fields])
    for cell in page[1]:
        cell.font = Font(bold=True)
        cell.fill = PatternFill("solid", fgColor=HEAD_FILL)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    for place, field in enumerate(sheet.fields, start=1):
        page.column_dimensions[get_column_letter(place)].width = field.width
    wrapped = Alignment(wrap_text=True, vertical="top")
    for number, row in enumerate(sheet.rows, start=2):
        for place, (field, value) in enumerate(zip(sheet.fields, row, strict=True), start=1):
            cell = page.cell(number, place)
            _write(cell, field, value)
            if field.width >= WRAPPED_FROM:
                cell.alignment = wrapped
    page.freeze_panes = "A2"
    page.auto_filter.ref = page.dimensions


def _write(cell: Any, field: Field, value: Any) -> None:
    """A value as what it is; what people wrote never becomes a formula."""
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    form = field.form
    if isinstance(value, Figure):
        value, form = value.value, value.form
    value = plain(value)
    if isinstance(value, str):
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)
        cell.data_type = "s"
        return
    cell.value = value
    if form and value is not None:
        cell.number_format = form
