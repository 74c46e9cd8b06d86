"""Monitors and drift reviews as tables."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from coe_portal.ui.tables import REFERENCE, Column, Table, cells


class MonitorTable(Table):
    caption = _("Monitors")
    columns = (
        REFERENCE,
        Column("name", _("Monitor"), cells.link(), sort=("name",), phone="title"),
        Column("version", _("Version"), value=lambda row: str(row.version),
               sort=("version__model__name", "version__number"), phone="meta"),
        Column("rhythm", _("Checked"), value=lambda row: row.get_rhythm_display(),
               sort=("rhythm",)),
        Column("window_days", _("Days"), cells.number, sort=("window_days",), is_default=False),
        Column("last_severity", _("Last result"), cells.badge("drift"), sort=("last_severity",),
               phone="badge"),
        Column("last_evaluated_at", _("Last checked"), cells.day, sort=("last_evaluated_at",),
               phone="end"),
        Column("owner", _("Owner"), cells.person, value=lambda row: row.version.model.owner,
               sort=("version__model__owner__user__name",)),
        Column("created_at", _("Set up"), cells.day, sort=("created_at",), is_default=False),
    )  # fmt: skip
    default_sort = "-reference"


class DriftReviewTable(Table):
    caption = _("Drift reviews")
    columns = (
        REFERENCE,
        Column("version", _("Version"), cells.link(), value=lambda row: str(row.version),
               sort=("version__model__name", "version__number"), phone="title"),
        Column("signal_count", _("Signals"), cells.number, sort=("signal_count",)),
        Column("state", _("State"), cells.badge("drift_review"), sort=("state",), phone="badge"),
        Column("outcome", _("Outcome"), value=lambda row: row.get_outcome_display(),
               sort=("outcome",)),
        Column("opened_at", _("Opened"), cells.day, sort=("opened_at",), phone="meta"),
        Column("due_on", _("Decide by"), cells.day, sort=("due_on",), phone="end"),
        Column("resolved_at", _("Decided"), cells.day, sort=("resolved_at",)),
        Column("owner", _("Owner"), cells.person, value=lambda row: row.version.model.owner,
               sort=("version__model__owner__user__name",)),
        Column("rationale", _("Why"), is_default=False),
    )  # fmt: skip
    default_sort = "-reference"
