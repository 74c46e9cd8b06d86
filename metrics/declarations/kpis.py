"""What is recorded and told of KPIs, their targets, owners and readings."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from coe_portal.audit.catalogue import AuditAction, Severity
from coe_portal.notifications.kinds import NotificationKind
from coe_portal.ui.navigation import NavItem, declare

SNAPSHOTS_RESTATED = AuditAction(
    "metrics.snapshots.restated", _("Numbers of a past quarter restated"), Severity.NOTICE
)
TARGET_SET = AuditAction("metrics.target.set", _("Target of a KPI set"))
OWNER_NAMED = AuditAction("metrics.owner.named", _("Owner of a KPI named"))
READING_ENTERED = AuditAction("metrics.reading.entered", _("Reading of a KPI entered"))
READING_CORRECTED = AuditAction("metrics.reading.corrected", _("Reading of a KPI corrected"))
READING_WITHDRAWN = AuditAction(
    "metrics.reading.withdrawn", _("Reading of a KPI withdrawn"), Severity.NOTICE
)

KPI_GIVEN = NotificationKind(
    "metrics.kpi_given",
    label=_("A KPI is mine to answer for"),
    title=_("You answer for a KPI: %(question)s"),
    text=_("Explain how it moves, and enter its readings where the portal has no data."),
)

declare(
    NavItem(
        "metrics:kpis",
        _("KPI catalogue"),
        "gauge",
        "metrics.view_quarter",
        group="reporting",
        order=20,
        prefixes=("metrics:kpi",),
    )
)
