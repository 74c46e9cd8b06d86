"""The library of reusable assets as a table."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from coe_portal.ui.tables import REFERENCE, Column, Table, cells


class AssetTable(Table):
    caption = _("Reusable assets")
    columns = (
        REFERENCE,
        Column("name", _("Asset"), cells.link(), sort=("name",), phone="title"),
        Column("kind", _("Kind"), cells.label, sort=("kind",), phone="meta"),
        Column("state", _("State"), cells.badge("asset"), sort=("state",), phone="badge"),
        Column("reuse_count", _("In use by"), cells.number, sort=("reuse_count",), phone="end"),
        Column("reused_on", _("Newest use"), cells.day, sort=("reused_on",)),
        Column("version", _("Version")),
        Column("owner", _("Owner"), cells.person, sort=("owner__user__name",)),
        Column("review_on", _("Next review"), cells.day, sort=("review_on",), is_default=False),
        Column("licence", _("Licence"), sort=("licence",), is_default=False),
        Column("description", _("Description"), is_default=False),
        Column("published_at", _("Published"), cells.day, sort=("published_at",),
               is_default=False),
    )  # fmt: skip
    default_sort = "-reuse_count"
