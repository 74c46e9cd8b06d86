"""What the room of policies records, tells people, and shows in the navigation."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from coe_portal.audit.catalogue import AuditAction, Severity
from coe_portal.notifications.kinds import NotificationKind
from coe_portal.ui.navigation import NavItem, declare
from governance.queries.attestations import owed_policies

# The trail
POLICY_CREATED = AuditAction("governance.policy.created", _("Policy begun"))
POLICY_CHANGED = AuditAction("governance.policy.changed", _("Facts of a policy changed"))
POLICY_DRAFTED = AuditAction("governance.policy.drafted", _("New version of a policy begun"))
POLICY_SAVED = AuditAction("governance.policy.saved", _("Draft of a policy saved"))
POLICY_DISCARDED = AuditAction("governance.policy.discarded", _("Draft of a policy discarded"))
POLICY_SUBMITTED = AuditAction("governance.policy.submitted", _("Policy sent for approval"))
POLICY_WITHDRAWN = AuditAction("governance.policy.withdrawn", _("Policy taken back from approval"))
POLICY_RETURNED = AuditAction("governance.policy.returned", _("Policy sent back to its writers"))
POLICY_APPROVED = AuditAction("governance.policy.approved", _("Policy approved"), Severity.NOTICE)
POLICY_PUBLISHED = AuditAction(
    "governance.policy.published", _("Policy published"), Severity.NOTICE
)
POLICY_REVIEWED = AuditAction("governance.policy.reviewed", _("Policy reviewed and kept"))
POLICY_ARCHIVED = AuditAction("governance.policy.archived", _("Policy archived"), Severity.NOTICE)
POLICY_RESTORED = AuditAction("governance.policy.restored", _("Policy restored"), Severity.NOTICE)
POLICY_PRINTED = AuditAction("governance.policy.printed", _("PDF of a policy asked for"))
POLICY_ATTESTED = AuditAction("governance.policy.attested", _("Policy attested"))
CAMPAIGN_OPENED = AuditAction(
    "governance.campaign.opened", _("Attestation asked for"), Severity.NOTICE
)
CAMPAIGN_CLOSED = AuditAction("governance.campaign.closed", _("Attestation campaign closed"))
AUDIENCE_ASKED = AuditAction("governance.campaign.audience_asked", _("More people asked to attest"))
NEWCOMERS_ASKED = AuditAction("governance.campaign.newcomers_asked", _("Newcomers asked to attest"))

# Messages
POLICY_TO_APPROVE = NotificationKind(
    "governance.policy_to_approve",
    label=_("A policy waits for an approval"),
    title=_("%(policy)s waits for an approval"),
    text=_("%(member)s sent version %(version)s. %(note)s"),
)
POLICY_SENT_BACK = NotificationKind(
    "governance.policy_sent_back",
    label=_("A policy that I write was sent back"),
    title=_("%(policy)s was sent back"),
    text="%(reason)s",
)
POLICY_IS_APPROVED = NotificationKind(
    "governance.policy_is_approved",
    label=_("A policy that I write or own was approved"),
    title=_("%(policy)s is approved"),
    text=_("Version %(version)s can be published now."),
)
POLICY_REVIEW_DUE = NotificationKind(
    "governance.policy_review_due",
    label=_("A policy of mine is to be reviewed"),
    title=_("%(policy)s is to be reviewed by %(due)s"),
    text=_("Confirm that it still holds, or begin a new version."),
)
POLICY_REVIEW_OVERDUE = NotificationKind(
    "governance.policy_review_overdue",
    label=_("The review of a policy of mine is overdue"),
    title=_("The review of %(policy)s is overdue"),
    text=_("It was due on %(due)s. Confirm that the policy still holds, or begin a new version."),
)
ATTESTATION_ASKED = NotificationKind(
    "governance.attestation_asked",
    label=_("I am asked to attest a policy"),
    title=_("Please read and attest: %(policy)s"),
    text=_("Say by %(due)s that you have read it and will follow it."),
)
ATTESTATION_DUE = NotificationKind(
    "governance.attestation_due",
    label=_("An attestation of mine comes due"),
    title=_("%(policy)s: please attest by %(due)s"),
    text=_("You have not said yet that you have read it and will follow it."),
)
ATTESTATION_OVERDUE = NotificationKind(
    "governance.attestation_overdue",
    label=_("An attestation of mine is overdue"),
    title=_("%(policy)s: your attestation is overdue"),
    text=_("It was due on %(due)s. Read the policy and attest it."),
)
REPORT_HAS_NOT_ATTESTED = NotificationKind(
    "governance.report_has_not_attested",
    label=_("Somebody of mine has not attested a policy"),
    title=_("%(member)s has not attested %(policy)s"),
    text=_("It was due on %(due)s."),
)

# Navigation
declare(
    NavItem(
        "governance:policies",
        _("Policies"),
        "scroll-text",
        "governance.view_policies",
        group="assurance",
        order=50,
        prefixes=(
            "governance:policy",
            "governance:policies",
            "governance:campaign",
            "governance:campaigns",
            "governance:my_policies",
        ),
        waiting=owed_policies,
    )
)
