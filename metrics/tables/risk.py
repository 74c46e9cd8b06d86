"""Incidents, findings, conditions and waivers behind a number."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from coe_portal.ui.tables import REFERENCE, Column, cells
from governance.choices import IncidentKind, Severity
from governance.models.decisions import Condition
from governance.models.findings import AuditFinding
from governance.models.incidents import Incident
from governance.models.waivers import Waiver
from metrics.tables.columns import AMOUNT, CASE, TIER_THEN
from metrics.tables.registry import RowsTable, lists

SEVERITIES = dict(Severity.choices)
KINDS = dict(IncidentKind.choices)


def _severity_then(row: Any) -> tuple[str, str]:
    severity = row.severity_then
    return severity, str(SEVERITIES.get(severity, _("Not triaged then")))


@lists(Incident)
class IncidentRows(RowsTable):
    """Without titles: more people read numbers than may read reports."""

    right = "governance.view_incident"
    caption = _("Incidents")
    columns = (
        Column("reference", _("Id"), cells.link(), sort=("number",), phone="title"),
        CASE,
        Column("severity_then", _("Severity then"), cells.badge("severity"), _severity_then,
               phone="badge"),
        Column("kind_then", _("Touches"), value=lambda row: KINDS.get(row.kind_then, "")),
        Column("reported_at", _("Reported"), cells.day, sort=("reported_at",), phone="end"),
        AMOUNT,
    )  # fmt: skip
    default_sort = "-reference"
    related = ("use_case",)


@lists(AuditFinding)
class FindingRows(RowsTable):
    right = "governance.view_finding"
    caption = _("Findings of audits")
    columns = (
        REFERENCE,
        Column("title", _("Finding"), cells.link(), sort=("title",), phone="title"),
        Column("severity", _("Severity"), cells.badge("finding_severity"), sort=("severity",),
               phone="badge"),
        Column("owner", _("Owner"), cells.person, sort=("owner__user__name",), phone="meta"),
        Column("raised_on", _("Raised"), cells.day, sort=("raised_on",)),
        Column("due_on", _("Due"), cells.day, sort=("due_on",), phone="end"),
    )  # fmt: skip
    default_sort = "due_on"
    related = ("owner__user",)


@lists(Condition)
class ConditionRows(RowsTable):
    caption = _("Conditions")
    columns = (
        Column("reference", _("Id"), cells.link(), sort=("decision__number", "position"),
               phone="meta"),
        Column("text", _("Condition"), cells.link(), phone="title"),
        CASE,
        TIER_THEN,
        Column("owner", _("Owner"), cells.person, sort=("owner__user__name",)),
        Column("due_on", _("Due"), cells.day, sort=("due_on",), phone="end"),
    )  # fmt: skip
    default_sort = "due_on"
    related = ("decision", "use_case", "owner__user")


@lists(Waiver)
class WaiverRows(RowsTable):
    right = "governance.view_waiver"
    caption = _("Waivers")
    columns = (
        REFERENCE,
        Column("title", _("Control"), cells.link(), sort=("title",), phone="title"),
        CASE,
        Column("tier", _("Tier"), cells.badge("tier"), sort=("tier",), phone="badge"),
        Column("requested_at", _("Asked"), cells.day, sort=("requested_at",)),
        Column("expires_on", _("Until"), cells.day, sort=("expires_on",), phone="end"),
    )  # fmt: skip
    default_sort = "expires_on"
    related = ("use_case",)
