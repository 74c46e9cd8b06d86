"""Waivers as a table."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from coe_portal.ui.tables import REFERENCE, Column, Table, cells


class WaiverTable(Table):
    caption = _("Waivers")
    columns = (
        REFERENCE,
        Column("title", _("Control"), cells.link(), sort=("title",), phone="title"),
        Column("control", _("Code"), cells.reference, sort=("control",), is_default=False),
        Column("use_case", _("Use case"), cells.link(lambda row: row.use_case.get_absolute_url()),
               value=lambda row: row.use_case.title, sort=("use_case__title",), phone="meta"),
        Column("tier", _("Tier"), cells.badge("tier"), sort=("tier",)),
        Column("gate", _("Gate"), value=lambda row: row.get_gate_display(), sort=("gate",)),
        Column("state", _("State"), cells.badge("waiver"), sort=("state",), phone="badge"),
        Column("requested_by", _("Asked by"), cells.person,
               sort=("requested_by__user__name",), is_default=False),
        Column("decided_by", _("Decided by"), cells.person, sort=("decided_by__user__name",)),
        Column("requested_at", _("Asked"), cells.day, sort=("requested_at",), is_default=False),
        Column("expires_on", _("Until"), cells.day, sort=("expires_on",), phone="end"),
        Column("reason", _("Why"), is_default=False),
        Column("measures", _("Compensating measures"), is_default=False),
    )  # fmt: skip
    default_sort = "-reference"
