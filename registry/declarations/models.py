"""What the inventory and promotions record, tell people and show in the navigation."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.models import Membership
from coe_portal.audit.catalogue import AuditAction, Severity
from coe_portal.notifications.kinds import NotificationKind
from coe_portal.ui.navigation import NavItem, declare
from intake.case_tabs import CaseTab, declare_tab
from registry.models.promotions import PromotionRequest

# The trail
MODEL_REGISTERED = AuditAction("registry.model.registered", _("Model registered"))
MODEL_CHANGED = AuditAction("registry.model.changed", _("Model changed"))
MODEL_REMOVED = AuditAction("registry.model.removed", _("Model removed"), Severity.WARNING)
MODEL_LINKED = AuditAction("registry.model.linked", _("Model linked to a use case"))
MODEL_UNLINKED = AuditAction(
    "registry.model.unlinked", _("Link of a model to a use case removed"), Severity.NOTICE
)
VERSION_REGISTERED = AuditAction("registry.version.registered", _("Version registered"))
VERSION_CHANGED = AuditAction("registry.version.changed", _("Version changed"))
VERSION_REMOVED = AuditAction("registry.version.removed", _("Version removed"), Severity.NOTICE)
VERSION_VALIDATED = AuditAction("registry.version.validated", _("Version validated"))
VERSION_MOVED = AuditAction("registry.version.moved", _("Version moved"), Severity.NOTICE)
ALIAS_SET = AuditAction("registry.alias.set", _("Alias set"))
ALIAS_REMOVED = AuditAction("registry.alias.removed", _("Alias removed"))
TAG_SET = AuditAction("registry.tag.set", _("Tag set"))
TAG_REMOVED = AuditAction("registry.tag.removed", _("Tag removed"))
INPUT_ADDED = AuditAction("registry.input.added", _("Lineage added"))
INPUT_REMOVED = AuditAction("registry.input.removed", _("Lineage removed"))
DOCUMENT_ADDED = AuditAction("registry.document.added", _("Model document added"))
DOCUMENT_WITHDRAWN = AuditAction(
    "registry.document.withdrawn", _("Model document taken back"), Severity.NOTICE
)
DEPLOYED = AuditAction("registry.deployment.begun", _("Version deployed"))
DEPLOYMENT_ENDED = AuditAction("registry.deployment.ended", _("Deployment ended"))
USAGE_RECORDED = AuditAction("registry.usage.recorded", _("Usage recorded"))
PROMOTION_REQUESTED = AuditAction(
    "registry.promotion.requested", _("Promotion requested"), Severity.NOTICE
)
PROMOTION_SENT = AuditAction(
    "registry.promotion.sent", _("Promotion sent to review"), Severity.NOTICE
)
PROMOTION_DECIDED = AuditAction(
    "registry.promotion.decided", _("Promotion decided"), Severity.NOTICE
)
PROMOTION_WITHDRAWN = AuditAction(
    "registry.promotion.withdrawn", _("Promotion request taken back"), Severity.NOTICE
)
RULES_SET = AuditAction("registry.rules.set", _("Protected aliases set"), Severity.WARNING)

# Messages
MODEL_GIVEN = NotificationKind(
    "registry.model_given",
    label=_("A model is mine"),
    title=_("You own the model %(model)s"),
    text=_("You answer for its versions, their documents and their promotion."),
)
PROMOTION_WANTED = NotificationKind(
    "registry.promotion_wanted",
    label=_("Somebody asks for the promotion of a model of mine"),
    title=_("%(member)s asks to promote %(version)s"),
    text=_("See what is missing before it can go into production."),
)
PROMOTION_APPROVED = NotificationKind(
    "registry.promotion_approved",
    label=_("A promotion is approved"),
    title=_("%(version)s may go into production"),
    text=_("Decision %(decision)s approves it."),
)
PROMOTION_REFUSED = NotificationKind(
    "registry.promotion_refused",
    label=_("A promotion is refused"),
    title=_("%(version)s may not go into production"),
    text=_("Decision %(decision)s: %(outcome)s."),
)
VERSION_SERVES = NotificationKind(
    "registry.version_serves",
    label=_("A version of a model of mine went into production"),
    title=_("%(version)s is in production"),
    text=_("%(member)s moved it there. %(reason)s"),
)


def open_promotions(member: Membership) -> QuerySet[Any]:
    """Promotions that are asked for and not decided, of the member's models or by themselves."""
    rows: QuerySet[Any] = PromotionRequest.objects.open().filter(
        Q(version__model__owner=member) | Q(requested_by=member)
    )
    return rows


# Navigation
declare(
    NavItem(
        "registry:models",
        _("Models"),
        "boxes",
        "registry.view",
        group="models",
        order=10,
        prefixes=(
            *("registry:model", "registry:version", "registry:promotion"),
            *("registry:document", "registry:card", "registry:evaluation"),
            "registry:fairness",
        ),
        waiting=open_promotions,
    )
)

# On the page of a use case
declare_tab(
    CaseTab(
        "models",
        _("Models"),
        "boxes",
        order=35,
        fragments=(
            "registry:case_models",
            "registry:case_datasets",
            "registry:case_assets",
            "registry:case_live",
        ),
    )
)
