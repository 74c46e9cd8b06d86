"""Post-deployment reviews and retirement plans as tables."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from coe_portal.ui.tables import REFERENCE, Column, Table, cells
from registry.choices import RetirementStep


class LiveReviewTable(Table):
    caption = _("Post-deployment reviews")
    columns = (
        REFERENCE,
        Column("model", _("Model"), cells.link(), value=lambda row: row.model.name,
               sort=("model__name",), phone="title"),
        Column("use_case", _("Use case"), value=lambda row: str(row.use_case),
               sort=("use_case__title",), phone="meta"),
        Column("round", _("After"), value=lambda row: row.round_label, sort=("round",)),
        Column("state", _("State"), cells.badge("live_review"), sort=("state",), phone="badge"),
        Column("outcome", _("Outcome"), cells.badge("live_outcome"), sort=("outcome",)),
        Column("opened_at", _("Opened"), cells.day, sort=("opened_at",), is_default=False),
        Column("due_on", _("Due"), cells.day, sort=("due_on",), phone="end"),
        Column("decided_at", _("Decided"), cells.day, sort=("decided_at",)),
        Column("owner", _("Owner"), cells.person, value=lambda row: row.model.owner,
               sort=("model__owner__user__name",)),
        Column("rationale", _("Why"), is_default=False),
    )  # fmt: skip
    default_sort = "-reference"


class RetirementTable(Table):
    caption = _("Retirements")
    columns = (
        REFERENCE,
        Column("use_case", _("Use case"), cells.link(), value=lambda row: str(row.use_case),
               sort=("use_case__title",), phone="title"),
        Column("state", _("State"), cells.badge("retirement"), sort=("state",), phone="badge"),
        Column("done_count", _("Settled"), sort=("done_count",), phone="meta",
               value=lambda row: f"{row.done_count} / {len(RetirementStep)}"),
        Column("wanted_on", _("By"), cells.day, sort=("wanted_on",), phone="end"),
        Column("opened_at", _("Opened"), cells.day, sort=("opened_at",), is_default=False),
        Column("closed_at", _("Closed"), cells.day, sort=("closed_at",)),
        Column("owner", _("Owner"), cells.person, value=lambda row: row.use_case.owner,
               sort=("use_case__owner__user__name",)),
        Column("reason", _("Why"), is_default=False),
    )  # fmt: skip
    default_sort = "-reference"
