"""What is recorded of computed numbers, where they are shown, and when they are computed."""

from __future__ import annotations

from celery.schedules import crontab
from django.utils.translation import gettext_lazy as _

from coe_portal.audit.catalogue import AuditAction
from coe_portal.jobs.schedule import Schedule
from coe_portal.ui.navigation import NavItem, declare

SNAPSHOTS_TAKEN = AuditAction("metrics.snapshots.taken", _("Quarterly numbers computed"))

NIGHTLY_SNAPSHOTS = Schedule(
    "metrics.snapshots", "metrics.take_all_snapshots", crontab(hour="2", minute="0")
)

declare(
    NavItem(
        "metrics:dashboard",
        _("Quarterly dashboard"),
        "chart-column",
        "metrics.view_quarter",
        group="reporting",
        order=10,
        prefixes=(
            "metrics:quarter",
            "metrics:rows",
            "metrics:sign_off",
            "metrics:comment",
            "metrics:year",
        ),
    )
)
