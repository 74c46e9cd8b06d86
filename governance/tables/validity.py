"""Approvals at work as a table, by their last day."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _, gettext_lazy

from coe_portal.ui.tables import REFERENCE, Column, Table, cells


def _state(approval: Any) -> tuple[str, str]:
    """Expired, under review again, or in force; the rows come with `in_renewal` and `today`."""
    if approval.valid_until is not None and approval.valid_until < approval.today:
        return "expired", _("Expired")
    if approval.in_renewal:
        return "in_renewal", _("In renewal")
    return "in_force", _("In force")


def _days_left(approval: Any) -> int | None:
    return (approval.valid_until - approval.today).days if approval.valid_until else None


class ApprovalTable(Table):
    caption = gettext_lazy("Approvals")
    columns = (
        REFERENCE,
        Column("title", gettext_lazy("Use case"), cells.link(), sort=("title",), phone="title"),
        Column("case", gettext_lazy("Case"), cells.reference,
               value=lambda row: row.use_case.reference, phone="meta"),
        Column("tier", gettext_lazy("Tier"), cells.badge("tier"), sort=("tier",)),
        Column("gate", gettext_lazy("Gate"), value=lambda row: row.get_gate_display(),
               sort=("gate",)),
        Column("owner", gettext_lazy("Owner"), cells.person, value=lambda row: row.use_case.owner,
               sort=("use_case__owner__user__name",)),
        Column("unit", gettext_lazy("Business unit"),
               value=lambda row: row.use_case.business_unit or "",
               sort=("use_case__business_unit__name",), is_default=False),
        Column("stage", gettext_lazy("Stage"), value=lambda row: row.use_case.get_stage_display(),
               sort=("use_case__stage",), is_default=False),
        Column("state", gettext_lazy("State"), cells.badge("approval"), _state, phone="badge"),
        Column("decided_at", gettext_lazy("Decided"), cells.day, sort=("decided_at",),
               is_default=False),
        Column("days_left", gettext_lazy("Days left"), cells.number, _days_left,
               sort=("valid_until",)),
        Column("valid_until", gettext_lazy("Valid until"), cells.day, sort=("valid_until",),
               phone="end"),
    )  # fmt: skip
    default_sort = "valid_until"
