"""Reports of outputs and the blocklist as tables: the first never shows a text."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from coe_portal.ui.tables import REFERENCE, Column, Table, cells
from registry.models.outputs import OutputReport


def standing_of(report: OutputReport) -> tuple[str, str]:
    """The verdict with its word; before there is one, that it waits."""
    if report.verdict:
        return report.verdict, report.get_verdict_display()
    return report.state, report.get_state_display()


class OutputTable(Table):
    caption = _("Reported outputs")
    columns = (
        REFERENCE,
        Column("category", _("What is wrong"), cells.label, sort=("category",), phone="meta"),
        Column("version", _("Version"), cells.link(), value=lambda row: str(row.version),
               sort=("version__model__name", "version__number"), phone="title"),
        Column("severity", _("Severity"), cells.badge("severity"), sort=("severity_rank",),
               phone="badge"),
        Column("verdict", _("Verdict"), cells.badge("output_verdict"), value=standing_of,
               sort=("state", "verdict"), phone="badge"),
        Column("occurred_at", _("Happened"), cells.moment, sort=("occurred_at",), phone="end"),
        Column("incident", _("Incident"), value=lambda row: row.incident.reference
               if row.incident else "", sort=("incident__number",)),
        Column("source", _("Reported by"), cells.label, sort=("source",), is_default=False),
        Column("created_at", _("Received"), cells.moment, sort=("created_at",),
               is_default=False),
        Column("judged_at", _("Judged"), cells.moment, sort=("judged_at",), is_default=False),
        Column("judged_by", _("Judged by"), cells.person, sort=("judged_by__user__name",),
               is_default=False),
        Column("external_id", _("Id of the sender"), is_default=False),
    )  # fmt: skip
    default_sort = "-reference"


class BlocklistTable(Table):
    caption = _("Blocklist")
    columns = (
        REFERENCE,
        Column("text", _("Text"), sort=("text",), phone="title"),
        Column("category", _("Why"), cells.label, sort=("category",), phone="meta"),
        Column("model", _("For"), value=lambda row: row.model or _("Every model"),
               sort=("model__name",), phone="meta"),
        Column("report", _("Taken from"), value=lambda row: row.report.reference
               if row.report else "", sort=("report__number",)),
        Column("added_by", _("Added by"), cells.person, sort=("added_by__user__name",)),
        Column("created_at", _("Added"), cells.day, sort=("created_at",), phone="end"),
        Column("note", _("Note"), is_default=False),
    )  # fmt: skip
    default_sort = "-reference"
