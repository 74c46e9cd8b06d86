"""Conditions as a table."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from coe_portal.ui.tables import Column, Table, cells


class ConditionTable(Table):
    caption = _("Conditions")
    columns = (
        Column("reference", _("Id"), cells.link(), sort=("decision__number", "position"),
               phone="meta"),
        Column("text", _("Condition"), cells.link(), sort=("text",), phone="title"),
        Column("use_case", _("Use case"), cells.link(lambda row: row.use_case.get_absolute_url()),
               value=lambda row: row.use_case.title, sort=("use_case__title",), phone="meta"),
        Column("case", _("Case"), cells.reference, value=lambda row: row.use_case.reference,
               is_default=False),
        Column("unit", _("Business unit"), value=lambda row: row.use_case.business_unit or "",
               sort=("use_case__business_unit__name",), is_default=False),
        Column("owner", _("Owner"), cells.person, sort=("owner__user__name",)),
        Column("state", _("State"), cells.badge("condition"), sort=("state",), phone="badge"),
        Column("due_on", _("Due"), cells.day, sort=("due_on",), phone="end"),
        Column("stage", _("Stage"), value=lambda row: row.use_case.get_stage_display(),
               sort=("use_case__stage",), is_default=False),
        Column("evidence_note", _("Evidence"), is_default=False),
        Column("offered_at", _("Offered"), cells.day, sort=("offered_at",), is_default=False),
        Column("settled_at", _("Settled"), cells.day, sort=("settled_at",), is_default=False),
        Column("settled_by", _("Checked by"), is_default=False),
    )  # fmt: skip
    default_sort = "due_on"
