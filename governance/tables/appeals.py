"""Appeals as a table."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from coe_portal.ui.tables import REFERENCE, Column, Table, cells


class AppealTable(Table):
    caption = _("Appeals")
    columns = (
        REFERENCE,
        Column("title", _("Use case"), cells.link(), lambda row: row.use_case.title, phone="title"),
        Column("decision", _("Decision"), value=lambda row: row.decision.reference, phone="meta"),
        Column("lodged_by", _("Lodged by"), cells.person),
        Column("state", _("State"), cells.badge("appeal"), sort=("state",), phone="badge"),
        Column("lodged_at", _("Lodged"), cells.day, sort=("lodged_at",), phone="end"),
        Column("settled_at", _("Settled"), cells.day, sort=("settled_at",)),
    )
    default_sort = "-reference"
