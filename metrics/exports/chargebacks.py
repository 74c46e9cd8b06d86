"""A chargeback statement as the lines of a sheet."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from metrics.models.chargebacks import Statement


def sheet_of(statement: Statement) -> tuple[list[str], list[list[Any]]]:
    """The heads, and all lines with their total."""
    heads = [
        _("Statement"),
        _("Business unit"),
        _("Month"),
        _("Entry"),
        _("What for"),
        _("Category"),
        _("Amount in %(currency)s") % {"currency": statement.currency},
    ]
    known = [statement.reference, str(statement.business_unit), statement.month]
    lines: list[list[Any]] = [
        [
            *known,
            line.entry.reference if line.entry else "",
            line.label,
            line.get_category_display(),
            line.amount,
        ]
        for line in statement.lines.select_related("entry")
    ]
    lines.append([*known, "", _("Total"), "", statement.total])
    return heads, lines
