"""What the benefits ledger records, tells people and shows in the navigation."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.models import Membership
from coe_portal.audit.catalogue import AuditAction, Severity
from coe_portal.notifications.kinds import NotificationKind
from coe_portal.ui.navigation import NavItem, declare
from intake.case_tabs import CaseTab, declare_tab
from metrics.choices import EntryState
from metrics.models.benefits import BenefitEntry
from metrics.permissions.benefits import VERIFY_BENEFIT

# The trail
BENEFIT_PROPOSED = AuditAction("metrics.benefit.proposed", _("Benefit proposed"))
BENEFIT_CHANGED = AuditAction("metrics.benefit.changed", _("Benefit changed"))
BASELINE_MEASURED = AuditAction("metrics.benefit.baselined", _("Baseline of a benefit measured"))
BENEFIT_FORECAST = AuditAction("metrics.benefit.forecast", _("Benefit forecast"))
BENEFIT_CLOSED = AuditAction("metrics.benefit.closed", _("Benefit closed"), Severity.NOTICE)
BENEFIT_REJECTED = AuditAction("metrics.benefit.rejected", _("Benefit rejected"), Severity.NOTICE)
MONTH_CLAIMED = AuditAction("metrics.benefit.claimed", _("Benefit of a month claimed"))
MONTH_VERIFIED = AuditAction(
    "metrics.benefit.verified", _("Benefit of a month verified"), Severity.NOTICE
)
MONTH_RETURNED = AuditAction("metrics.benefit.returned", _("Claim of a benefit returned"))
MONTH_REJECTED = AuditAction(
    "metrics.benefit.month_rejected", _("Claim of a benefit rejected"), Severity.NOTICE
)
MONTH_REVOKED = AuditAction(
    "metrics.benefit.revoked", _("Verified benefit taken back"), Severity.WARNING
)
OVERLAP_RULED = AuditAction(
    "metrics.benefit.overlap_ruled", _("Overlap of benefits ruled"), Severity.NOTICE
)
TERMS_SET = AuditAction(
    "metrics.benefit_terms.set", _("Rate and haircut of benefits set"), Severity.NOTICE
)

# Messages
BENEFIT_GIVEN = NotificationKind(
    "metrics.benefit_given",
    label=_("A benefit is mine"),
    title=_("You answer for the benefit %(benefit)s"),
    text=_("Measure its baseline, forecast it, and claim what it brings month by month."),
)
CLAIM_WAITS = NotificationKind(
    "metrics.benefit_claim_waits",
    label=_("A claimed benefit waits for finance"),
    title=_("%(month)s of %(benefit)s is claimed"),
    text=_("%(member)s claims %(amount)s. Verify or return it."),
)
CLAIM_SETTLED = NotificationKind(
    "metrics.benefit_claim_settled",
    label=_("Finance has judged a claim of mine"),
    title=_("%(month)s of %(benefit)s: %(verdict)s"),
    text="%(note)s",
)
BENEFIT_WAS_REJECTED = NotificationKind(
    "metrics.benefit_rejected",
    label=_("Finance has rejected a benefit of mine"),
    title=_("%(benefit)s is rejected"),
    text="%(reason)s",
)


def unverified(member: Membership) -> QuerySet[BenefitEntry]:
    """Claims that wait for a member of finance."""
    waiting: QuerySet[BenefitEntry] = BenefitEntry.objects.filter(state=EntryState.CLAIMED)
    return waiting if member.may(VERIFY_BENEFIT.code) else waiting.none()


# Navigation
declare(
    NavItem(
        "metrics:benefits",
        _("Benefits"),
        "piggy-bank",
        "metrics.open_ledger",
        group="reporting",
        order=30,
        prefixes=("metrics:benefit",),
        waiting=unverified,
    )
)

# On the page of a use case
declare_tab(
    CaseTab("benefits", _("Benefits"), "piggy-bank", order=60, fragments=("metrics:case_benefits",))
)
