"""Reviews and decisions as tables."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from coe_portal.ui.tables import REFERENCE, Column, Table, cells


class ReviewTable(Table):
    caption = _("All reviews")
    columns = (
        REFERENCE,
        Column("title", _("Use case"), cells.link(), value=lambda row: row.use_case.title,
               sort=("use_case__title",), phone="title"),
        Column("case", _("Case"), cells.reference, value=lambda row: row.use_case.reference,
               phone="meta"),
        Column("tier", _("Tier"), cells.badge("tier"),
               value=lambda row: (row.use_case.tier, row.use_case.get_tier_display())),
        Column("gate", _("Gate"), value=lambda row: row.get_gate_display(), sort=("gate",)),
        Column("path", _("Path"), value=lambda row: row.get_path_display(), sort=("path",)),
        Column("board", _("Board"), value=lambda row: row.board or "", is_default=False),
        Column("state", _("State"), cells.badge("review"), sort=("state",), phone="badge"),
        Column("opened_at", _("Opened"), cells.day, sort=("opened_at",), is_default=False),
        Column("due_at", _("Due"), cells.day, sort=("due_at",), phone="end"),
        Column("closed_at", _("Closed"), cells.day, sort=("closed_at",), is_default=False),
    )  # fmt: skip
    default_sort = "-reference"


class DecisionTable(Table):
    caption = _("All decisions")
    columns = (
        REFERENCE,
        Column("title", _("Use case"), cells.link(), sort=("title",), phone="title"),
        Column("case", _("Case"), cells.reference, value=lambda row: row.use_case.reference,
               phone="meta"),
        Column("tier", _("Tier"), cells.badge("tier"), sort=("tier",)),
        Column("gate", _("Gate"), value=lambda row: row.get_gate_display(), sort=("gate",)),
        Column("path", _("Path"), value=lambda row: row.get_path_display(), sort=("path",)),
        Column("outcome", _("Outcome"), cells.badge("outcome"), sort=("outcome",), phone="badge"),
        Column("decided_by", _("Decided by"), sort=("decided_by",)),
        Column("decided_at", _("Decided"), cells.day, sort=("decided_at",), phone="end"),
        Column("valid_until", _("Valid until"), cells.day, sort=("valid_until",),
               is_default=False),
        Column("rationale", _("Rationale"), is_default=False),
        Column("sampled_for_audit", _("Sampled for audit"),
               value=lambda row: _("Yes") if row.sampled_for_audit else "", is_default=False),
    )  # fmt: skip
    default_sort = "-reference"
