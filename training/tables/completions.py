"""Imports of completions and their rows as lists."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy

from coe_portal.ui.tables import REFERENCE, Column, Table, cells
from training.models.imports import CompletionRow


class CompletionImportTable(Table):
    caption = gettext_lazy("Imports of completions")
    columns = (
        REFERENCE,
        Column("file_name", gettext_lazy("File"), cells.link(), phone="title"),
        Column("state", gettext_lazy("State"), cells.badge("import"), phone="badge"),
        Column("rows_read", gettext_lazy("Rows"), cells.number),
        Column("requested_by", gettext_lazy("By"), cells.person),
        Column(
            "created_at", gettext_lazy("When"), cells.moment, sort=("created_at",), phone="meta"
        ),
    )
    default_sort = "-reference"


def certificate_cell(value: Any, row: CompletionRow) -> str:
    """The certificate of a row, as a link."""
    certificate = row.certificate
    if certificate is None:
        return ""
    return cells.link(lambda _row: certificate.get_absolute_url())(value, row)


class CompletionRowTable(Table):
    caption = gettext_lazy("Rows")
    columns = (
        Column("number", gettext_lazy("Row"), cells.number, sort=("number",), phone="meta"),
        Column("line", gettext_lazy("Line"), cells.number),
        Column(
            "person",
            gettext_lazy("Person"),
            cells.text,
            value=lambda row: row.member or row.values.get("email", ""),
            phone="title",
        ),
        Column(
            "course",
            gettext_lazy("Course"),
            cells.text,
            value=lambda row: row.course or row.values.get("course", ""),
            phone="meta",
        ),
        Column(
            "completed_on",
            gettext_lazy("Completed on"),
            cells.text,
            value=lambda row: row.values.get("completed_on", ""),
        ),
        Column("state", gettext_lazy("Result"), cells.badge("import_row"), phone="badge"),
        Column("certificate", gettext_lazy("Certificate"), certificate_cell),
        Column("remarks", gettext_lazy("What to look at"), cells.text, phone="meta"),
    )
    default_sort = "number"
