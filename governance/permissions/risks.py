"""Who sees, changes, treats and accepts a risk: never its owner, and a severe one few."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.models import Membership
from coe_portal.accounts.predicates import predicate, veto
from coe_portal.accounts.roles import EVERYONE, MEMBERS, OVERSIGHT, STAFF, Role, permission
from coe_portal.collaboration.subjects import commentable
from governance.choices import RiskState
from governance.logic.risks import SEVERE
from governance.models.risks import Risk, RiskLink, RiskQuerySet, RiskTreatment
from governance.permissions.reviews import cases_of
from governance.risk_subjects import RiskSubject, declare_subject
from intake.models.use_cases import UseCase

OPEN_REGISTER = permission(
    "governance.open_register",
    label=_("open the risk register"),
    roles=EVERYONE,
    writes=False,
)
VIEW_RISK = permission(
    "governance.view_risk",
    label=_("see this risk"),
    roles=OVERSIGHT | {Role.REVIEWER},
    writes=False,
)
RAISE_RISK = permission("governance.raise_risk", label=_("raise risks"), roles=MEMBERS)
CHANGE_RISK = permission(
    "governance.change_risk", label=_("change and assess this risk"), roles=STAFF
)
SETTLE_TREATMENT = permission(
    "governance.settle_treatment", label=_("settle this treatment"), roles=STAFF
)
ACCEPT_RISK = permission(
    "governance.accept_risk",
    label=_("accept this risk"),
    roles=STAFF | {Role.EXECUTIVE},
)
ACCEPT_SEVERE = permission(
    "governance.accept_severe_risk",
    label=_("accept high and critical risks"),
    roles={Role.EXECUTIVE},
)
CLOSE_RISK = permission(
    "governance.close_risk", label=_("close this risk"), roles=STAFF | {Role.EXECUTIVE}
)
DISCUSS_RISK = permission(
    "governance.discuss_risk",
    label=_("comment on this risk"),
    roles=STAFF | {Role.EXECUTIVE, Role.REVIEWER},
)


def risks_visible_to(member: Membership) -> RiskQuerySet:
    """All for oversight and reviewers, else what one raised, owns, treats, or of one's cases."""
    risks: RiskQuerySet = Risk.objects.all()
    if member.may(VIEW_RISK.code):
        return risks
    treated = RiskTreatment.objects.filter(risk=OuterRef("pk"), owner=member)
    of_cases = RiskLink.objects.filter(
        risk=OuterRef("pk"),
        subject_type=UseCase._meta.label_lower,
        subject_id__in=cases_of(member).values("pk"),
    )
    return risks.filter(
        Q(owner=member) | Q(raised_by=member) | Exists(treated.order_by()) | Exists(of_cases)
    )


@predicate(VIEW_RISK.code)
def concerns(member: Membership, risk: Risk) -> bool:
    """Raised, owns or treats it, or belongs to a case that it is about."""
    return risks_visible_to(member).filter(pk=risk.pk).exists()


@predicate(CHANGE_RISK.code)
def owns_risk(member: Membership, risk: Risk) -> bool:
    """The owner keeps the line up to date."""
    return risk.owner_id == member.pk


@predicate(SETTLE_TREATMENT.code)
def answers_for_treatment(member: Membership, treatment: RiskTreatment) -> bool:
    """Owns the treatment or its risk."""
    return member.pk in {treatment.owner_id, treatment.risk.owner_id}


@veto(ACCEPT_RISK.code)
@veto(CLOSE_RISK.code)
def lives_with_own_risk(member: Membership, risk: Risk) -> bool:
    """Nobody accepts or closes a risk of their own."""
    return risk.owner_id == member.pk


@veto(ACCEPT_RISK.code)
@veto(CLOSE_RISK.code)
def rated_it_down(member: Membership, risk: Risk) -> bool:
    """Nobody accepts or closes at a size that they gave it themselves."""
    return risk.rated_down_by_id == member.pk


@veto(ACCEPT_RISK.code)
@veto(CLOSE_RISK.code)
def is_too_severe(member: Membership, risk: Risk) -> bool:
    """High and critical risks are for few."""
    return risk.band in SEVERE and not member.may(ACCEPT_SEVERE.code)


@predicate(DISCUSS_RISK.code)
def may_discuss_risk(member: Membership, risk: Risk) -> bool:
    """Whoever sees the risk."""
    return concerns(member, risk)


@veto(DISCUSS_RISK.code)
def is_closed(_member: Membership, risk: Risk) -> bool:
    """A closed risk is kept as it is."""
    return risk.state == RiskState.CLOSED


commentable(Risk, key="risk", view=VIEW_RISK.code, write=DISCUSS_RISK.code)

declare_subject(
    RiskSubject(
        UseCase,
        _("Use case"),
        visible_to=UseCase.objects.visible_to,
        find=lambda rows, reference: rows.by_reference(reference),  # type: ignore[attr-defined]
    )
)
