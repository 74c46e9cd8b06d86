"""Approvals end: they are renewed by a new review, or the case is suspended."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.authorization import require
from coe_portal.accounts.roles import Role
from coe_portal.audit.recording import record
from coe_portal.errors import InvalidInput, InvalidTransition
from coe_portal.tenancy.clock import today_here
from governance.actions.reviews import Renewal
from governance.actions.routing import route_submission
from governance.actions.suspension import suspend
from governance.declarations import validity as told
from governance.logic.validity import Terms, dump_terms, terms_flaws
from governance.messages.validity import report_approval, report_expiry
from governance.models.decisions import Decision
from governance.models.reviews import Review
from governance.models.validity import ValidityTerms
from governance.permissions.validity import RENEW_APPROVAL, SET_TERMS
from governance.queries.involvement import people_of
from governance.queries.validity import renewals_to_open
from governance.queries.versions import newest_version, take_turn_of
from intake.models.use_cases import UseCase

ACCEPTOR_ROLES = (Role.COE_STAFF, Role.ORG_ADMIN, Role.EXECUTIVE)


@transaction.atomic
def ask_for_renewal(approval: Decision, note: str, *, actor: Actor) -> Review | Decision:
    """Let an approval be reviewed again; what the policy decides by itself is decided at once.

    Raises:
        NotAllowed: the actor has no part in the case.
        InvalidTransition: a newer approval took its place, or its review runs already.
        InvalidInput: nothing is said about what has changed.
    """
    approval = _locked(approval)
    require(actor, RENEW_APPROVAL.code, approval)
    if not note.strip():
        message = _("Say what has changed, or that nothing has.")
        raise InvalidInput(message, errors={"note": [message]})
    if not _stands(approval):
        raise InvalidTransition(_("A newer decision took its place."), code="approval.replaced")
    if approval.use_case.reviews.open().filter(gate=approval.gate).exists():
        raise InvalidTransition(_("It is under review already."), code="approval.in_review")
    return _renew(approval, note.strip(), actor)


@transaction.atomic
def open_renewal(approval: Decision, *, actor: Actor) -> bool:
    """Open the review of an approval that comes to its end; whether it did, once for each.

    Asks for no permission: the clock does it, at the lead time of the tier.
    """
    approval = _locked(approval)
    if not renewals_to_open(today_here()).filter(pk=approval.pk).exists():
        return False
    _renew(approval, "", actor)
    report_approval(told.RENEWAL_RUNS, approval, people_of(approval.use_case))
    return True


def _renew(approval: Decision, note: str, actor: Actor) -> Review | Decision:
    use_case = approval.use_case
    assessment = use_case.current_assessment
    assert assessment is not None  # noqa: S101  (an approved case has one)
    assessment.use_case = use_case
    record(
        told.RENEWAL_OPENED,
        approval,
        actor=actor,
        after={"gate": approval.gate, "valid_until": approval.valid_until, "note": note},
        root=use_case,
    )
    renewal = Renewal(approval, note)
    return route_submission(assessment, gate=approval.gate, actor=actor, renewal=renewal)


@transaction.atomic
def expire_approval(approval: Decision, *, actor: Actor) -> bool:
    """Suspend the case of an approval whose last day is past; whether it did, once for each."""
    approval = _locked(approval)
    over = Decision.objects.standing().expired(today_here()).filter(suspensions__isnull=True)
    if not over.filter(pk=approval.pk).exists():
        return False
    record(
        told.APPROVAL_EXPIRED,
        approval,
        actor=actor,
        after={"valid_until": approval.valid_until},
        root=approval.use_case,
    )
    reason = _("Approval %(decision)s expired") % {"decision": approval.reference}
    suspension = suspend(approval.use_case, approval, reason, actor=actor)
    report_expiry(approval, is_moved=suspension.move is not None)
    return True


def _locked(approval: Decision) -> Decision:
    """Decisions never change: the lock is the one of the case."""
    use_case = UseCase.objects.locked(approval.use_case_id)
    approval.use_case = use_case
    return approval


def _stands(approval: Decision) -> bool:
    return bool(Decision.objects.standing().filter(pk=approval.pk).exists())


@transaction.atomic
def publish_terms(terms: Terms, *, actor: Actor) -> ValidityTerms:
    """Put new terms in force for approvals and waivers from now on; those given keep theirs.

    Raises:
        InvalidInput: terms that must not be, by `tier.field`.
        InvalidTransition: nothing was changed.
    """
    require(actor, SET_TERMS.code)
    flaws = terms_flaws(terms, [role.value for role in ACCEPTOR_ROLES])
    if flaws:
        message = _("This cannot be.")
        raise InvalidInput(message, errors={f"{one.tier}.{one.field}": [message] for one in flaws})
    rows = dump_terms(terms)
    take_turn_of(ValidityTerms)
    current = ValidityTerms.objects.in_force()
    if current is not None and current.rows == rows:
        raise InvalidTransition(_("Nothing was changed."))
    published: ValidityTerms = ValidityTerms.objects.create(
        version=newest_version(ValidityTerms) + 1,
        rows=rows,
        published_at=timezone.now(),
        published_by=actor.label[:255],
    )
    record(
        told.TERMS_PUBLISHED,
        published,
        actor=actor,
        before=current.rows if current else {},
        after=rows,
    )
    return published
