"""The list of board packs."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from coe_portal.ui.markup import markup
from coe_portal.ui.tables import REFERENCE, Column, Table, cells


def _file(value: Any, _row: Any) -> str:
    """A link that downloads it, with the beginning of its SHA-256."""
    if value is None:
        return ""
    return markup(
        '<a class="nowrap" href="{}" download>{}</a> '
        '<abbr class="small muted" title="{}">{}</abbr>',
        value.get_absolute_url(),
        value.get_kind_display(),
        value.sha256,
        value.sha256[:8],
    )


class PackTable(Table):
    caption = _("Board packs")
    columns = (
        REFERENCE,
        Column("quarter", _("Quarter"), cells.link(), sort=("starts_on",), phone="title"),
        Column("state", _("State"), cells.badge("job"), phone="badge"),
        Column("maker", _("Made for"), cells.person, phone="meta"),
        Column("made_at", _("Made"), cells.moment, sort=("made_at",), phone="end"),
        Column("as_of", _("Numbers as of"), cells.moment, sort=("as_of",), is_default=False),
        Column("pdf", _("PDF"), _file, phone="meta"),
        Column("xlsx", _("XLSX"), _file, phone="meta"),
    )
    default_sort = "-reference"
