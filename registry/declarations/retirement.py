"""What retirement records and tells people."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from coe_portal.audit.catalogue import AuditAction, Severity
from coe_portal.notifications.kinds import NotificationKind

# The trail
RETIREMENT_PLANNED = AuditAction(
    "registry.retirement.planned", _("Retirement planned"), Severity.NOTICE
)
RETIREMENT_CHANGED = AuditAction("registry.retirement.changed", _("Retirement plan changed"))
RETIREMENT_STEP_DONE = AuditAction("registry.retirement.step_done", _("Retirement step settled"))
RETIREMENT_STEP_REOPENED = AuditAction(
    "registry.retirement.step_reopened", _("Retirement step opened again"), Severity.NOTICE
)
RETIREMENT_COMPLETED = AuditAction(
    "registry.retirement.completed", _("Retirement completed"), Severity.NOTICE
)
RETIREMENT_CANCELLED = AuditAction(
    "registry.retirement.cancelled", _("Retirement cancelled"), Severity.NOTICE
)
MODEL_RETIRED = AuditAction("registry.model.retired", _("Model retired"), Severity.WARNING)
MODEL_REVIVED = AuditAction(
    "registry.model.revived", _("Retirement of a model taken back"), Severity.WARNING
)

# Messages
RETIREMENT_OPENED = NotificationKind(
    "registry.retirement_opened",
    label=_("A use case of mine is to be retired"),
    title=_("%(case)s is to be retired by %(due)s"),
    text=_("Revoke access, archive the evidence, settle the successor and dispose of the data."),
)
RETIREMENT_DUE = NotificationKind(
    "registry.retirement_due",
    label=_("A retirement is due"),
    title=_("%(case)s is to be retired by %(due)s"),
    text=_("Still open: %(steps)s."),
)
RETIREMENT_OVERDUE = NotificationKind(
    "registry.retirement_overdue",
    label=_("A retirement is overdue"),
    title=_("%(case)s was to be retired by %(due)s"),
    text=_("Still open: %(steps)s."),
)
RETIREMENT_OVER = NotificationKind(
    "registry.retirement_over",
    label=_("A retirement plan has ended"),
    title=_("%(case)s: %(state)s"),
    text="%(reason)s",
)
MODEL_IS_RETIRED = NotificationKind(
    "registry.model_is_retired",
    label=_("A model of mine is retired"),
    title=_("%(model)s is retired"),
    text="%(reason)s",
)
