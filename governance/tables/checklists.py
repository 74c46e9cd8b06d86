"""Release checklists that wait for a confirmation, as a table."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from coe_portal.ui.tables import Column, Table, cells


class WaitingTable(Table):
    caption = _("Checklists to confirm")
    columns = (
        Column("reference", _("Id"), cells.link(lambda row: row.use_case.get_absolute_url()),
               value=lambda row: row.use_case.reference, sort=("use_case__number",), phone="meta"),
        Column("title", _("Use case"), cells.link(), value=lambda row: row.use_case.title,
               sort=("use_case__title",), phone="title"),
        Column("gate", _("Gate"), value=lambda row: row.get_gate_display(), sort=("gate",),
               phone="meta"),
        Column("tier", _("Tier"), cells.badge("tier"),
               value=lambda row: (row.use_case.tier, row.use_case.get_tier_display()),
               sort=("use_case__tier",), phone="badge"),
        Column("owner", _("Owner"), cells.person, value=lambda row: row.use_case.owner_label),
        Column("unit", _("Business unit"), value=lambda row: str(row.use_case.business_unit or ""),
               sort=("use_case__business_unit__name",), is_default=False),
        Column("answered_at", _("Last answer"), cells.moment, sort=("answered_at",), phone="end"),
    )  # fmt: skip
    default_sort = "answered_at"
