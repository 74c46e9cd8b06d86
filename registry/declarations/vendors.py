"""What vendors and the approved stack record, tell people and show in the navigation."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.models import Membership
from coe_portal.audit.catalogue import AuditAction, Severity
from coe_portal.notifications.kinds import NotificationKind
from coe_portal.tenancy.clock import today_here
from coe_portal.ui.navigation import NavItem, declare
from registry.choices import VendorStatus
from registry.marking import declare_marks
from registry.models.vendors import Vendor
from registry.permissions.vendors import APPROVE_VENDOR
from registry.queries.dependence import vendor_marks

# The trail
VENDOR_PROPOSED = AuditAction("registry.vendor.proposed", _("Vendor proposed"))
VENDOR_CHANGED = AuditAction("registry.vendor.changed", _("Vendor changed"))
VENDOR_APPROVED = AuditAction("registry.vendor.approved", _("Vendor approved"), Severity.NOTICE)
VENDOR_REJECTED = AuditAction("registry.vendor.rejected", _("Vendor rejected"), Severity.NOTICE)
VENDOR_SUSPENDED = AuditAction("registry.vendor.suspended", _("Vendor suspended"), Severity.WARNING)
VENDOR_REINSTATED = AuditAction(
    "registry.vendor.reinstated", _("Suspension of a vendor lifted"), Severity.NOTICE
)
VENDOR_ENDED = AuditAction("registry.vendor.ended", _("Vendor given up"), Severity.NOTICE)
VENDOR_EVALUATED = AuditAction("registry.vendor.evaluated", _("Vendor evaluated"))
CERTIFICATE_ADDED = AuditAction("registry.certificate.added", _("Certificate of a vendor added"))
CERTIFICATE_WITHDRAWN = AuditAction(
    "registry.certificate.withdrawn", _("Certificate of a vendor taken back"), Severity.NOTICE
)
CASE_MARKED = AuditAction(
    "registry.vendor.case_marked", _("A model of the use case is marked"), Severity.WARNING
)
CASE_CLEARED = AuditAction(
    "registry.vendor.case_cleared", _("The mark on a model of the use case is lifted")
)
STACK_ITEM_ADDED = AuditAction("registry.stack.added", _("Added to the approved stack"))
STACK_ITEM_CHANGED = AuditAction("registry.stack.changed", _("Item of the approved stack changed"))
STACK_ITEM_MOVED = AuditAction(
    "registry.stack.moved", _("Item of the approved stack moved"), Severity.NOTICE
)

# Messages
VENDOR_GIVEN = NotificationKind(
    "registry.vendor_given",
    label=_("A vendor is mine"),
    title=_("You keep the vendor %(vendor)s"),
    text=_("You answer for its terms, certificates, evaluation and reviews."),
)
VENDOR_DECIDED = NotificationKind(
    "registry.vendor_decided",
    label=_("A vendor of mine is approved, rejected or given up"),
    title=_("%(vendor)s: %(status)s"),
    text=_("%(member)s: %(reason)s"),
)
VENDOR_STOPPED = NotificationKind(
    "registry.vendor_stopped",
    label=_("A vendor behind a model of mine is suspended"),
    title=_("%(vendor)s is suspended"),
    text=_(
        "%(reason)s It stands behind %(what)s. Nothing is taken out of production by itself: "
        "decide what it is replaced by."
    ),
)
VENDOR_BACK = NotificationKind(
    "registry.vendor_back",
    label=_("The suspension of a vendor behind a model of mine is lifted"),
    title=_("%(vendor)s is approved again"),
    text=_("%(reason)s It stands behind %(what)s."),
)
VENDOR_TERM_ENDS = NotificationKind(
    "registry.vendor_term_ends",
    label=_("A contract or certificate of a vendor of mine ends"),
    title=_("%(vendor)s: %(term)s ends on %(day)s"),
    text=_("Renew it, or say what takes its place."),
)


def waiting_vendors(member: Membership) -> QuerySet[Any]:
    """Vendors of mine to be reviewed, and those that wait for somebody's approval."""
    overdue = Q(owner=member, review_on__lt=today_here())
    rows: QuerySet[Any] = Vendor.objects.live()
    if not member.may(APPROVE_VENDOR.code):
        return rows.filter(overdue)
    proposed = Q(status=VendorStatus.PROPOSED) & ~Q(proposed_by=member)
    return rows.filter(overdue | proposed)


# Navigation
declare(
    NavItem(
        "registry:vendors",
        _("Vendors"),
        "handshake",
        "registry.view_vendors",
        group="models",
        order=50,
        prefixes=("registry:vendor",),
        waiting=waiting_vendors,
    ),
    NavItem(
        "registry:stack",
        _("Approved stack"),
        "layers",
        "registry.view",
        group="models",
        order=60,
        prefixes=("registry:stack",),
    ),
)

# On versions
declare_marks(vendor_marks)
