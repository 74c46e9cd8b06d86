"""Audits and findings as tables."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from coe_portal.ui.tables import REFERENCE, Column, Table, cells


class AuditTable(Table):
    caption = _("Audits")
    columns = (
        REFERENCE,
        Column("title", _("What is audited"), cells.link(), sort=("title",), phone="title"),
        Column("kind", _("Kind"), cells.label, sort=("kind",)),
        Column("tier", _("Tier"), cells.badge("tier"), sort=("tier",)),
        Column("state", _("State"), cells.badge("audit"), sort=("state",), phone="badge"),
        Column("auditor", _("Auditor"), cells.person, sort=("auditor__user__name",), phone="meta"),
        Column("due_on", _("Due"), cells.day, sort=("due_on",), phone="end"),
        Column("finding_count", _("Findings"), cells.number, sort=("finding_count",)),
        Column("open_findings", _("Not verified"), cells.number, sort=("open_findings",)),
        Column("closed_at", _("Closed"), cells.day, sort=("closed_at",), is_default=False),
        Column("planned_on", _("Planned"), cells.day, sort=("planned_on",), is_default=False),
    )  # fmt: skip
    default_sort = "due_on"


class FindingTable(Table):
    caption = _("Findings")
    columns = (
        REFERENCE,
        Column("title", _("Finding"), cells.link(), sort=("title",), phone="title"),
        Column("audit", _("Audit"), cells.text, sort=("audit__number",)),
        Column("severity", _("Severity"), cells.badge("finding_severity"), sort=("severity",),
               phone="badge"),
        Column("state", _("State"), cells.badge("finding"), sort=("state",), phone="meta"),
        Column("owner", _("Owner"), cells.person, sort=("owner__user__name",), phone="meta"),
        Column("due_on", _("Due"), cells.day, sort=("due_on",), phone="end"),
        Column("raised_on", _("Raised"), cells.day, sort=("raised_on",), is_default=False),
        Column("verified_at", _("Verified"), cells.day, sort=("verified_at",), is_default=False),
    )  # fmt: skip
    default_sort = "due_on"
