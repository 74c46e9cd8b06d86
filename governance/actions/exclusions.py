"""A requirement does not apply to a use case: one person says why, another one confirms it."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.authorization import require
from coe_portal.audit.catalogue import AuditAction
from coe_portal.audit.recording import record
from coe_portal.errors import InvalidInput, InvalidTransition, NotAllowed
from governance.actions.coverage import recount
from governance.choices import ExclusionState
from governance.declarations import compliance as told
from governance.messages.compliance import tell_of_exclusion
from governance.models.coverage import Exclusion
from governance.models.frameworks import Requirement
from governance.permissions.compliance import CLAIM_EXCLUSION, JUDGE_EXCLUSION
from intake.models.use_cases import UseCase


@transaction.atomic
def claim_exclusion(
    use_case: UseCase, requirement: Requirement, reason: str, *, actor: Actor
) -> Exclusion:
    """Say why a requirement does not apply; it counts once somebody else has confirmed it.

    Raises:
        InvalidInput: no reason is given.
        InvalidTransition: somebody said so already.
    """
    use_case = UseCase.objects.locked(use_case.pk)
    require(actor, CLAIM_EXCLUSION.code, use_case)
    _require_words(reason, "reason")
    if actor.membership is None:
        raise NotAllowed(_("Only a member says that a requirement does not apply."))
    try:
        with transaction.atomic():
            exclusion: Exclusion = Exclusion.objects.create(
                use_case=use_case,
                framework=requirement.version.framework,
                code=requirement.code,
                reason=reason.strip(),
                claimed_by=actor.membership,
                claimed_at=timezone.now(),
            )
    except IntegrityError as error:
        raise InvalidTransition(_("Somebody said so already.")) from error
    _record(told.EXCLUSION_CLAIMED, exclusion, actor, reason)
    tell_of_exclusion(exclusion)
    return exclusion


@transaction.atomic
def confirm_exclusion(exclusion: Exclusion, *, actor: Actor) -> Exclusion:
    """Agree: the requirement is not counted for this use case.

    Raises:
        InvalidTransition: it does not wait for a second person.
    """
    exclusion = _waiting(exclusion, actor)
    return _settle(exclusion, ExclusionState.CONFIRMED, told.EXCLUSION_CONFIRMED, actor)


@transaction.atomic
def refuse_exclusion(exclusion: Exclusion, remark: str, *, actor: Actor) -> Exclusion:
    """Disagree: the requirement applies.

    Raises:
        InvalidTransition: it does not wait for a second person.
        InvalidInput: no reason is given.
    """
    exclusion = _waiting(exclusion, actor)
    _require_words(remark, "remark")
    return _settle(exclusion, ExclusionState.REFUSED, told.EXCLUSION_REFUSED, actor, remark)


@transaction.atomic
def withdraw_exclusion(exclusion: Exclusion, remark: str, *, actor: Actor) -> Exclusion:
    """Take it back, also when it was confirmed: the requirement applies again.

    Raises:
        InvalidTransition: it was refused or withdrawn before.
        InvalidInput: no reason is given.
    """
    exclusion = _locked(exclusion)
    require(actor, CLAIM_EXCLUSION.code, exclusion.use_case)
    if exclusion.state not in {ExclusionState.CLAIMED, ExclusionState.CONFIRMED}:
        raise InvalidTransition(_("It applies already."))
    _require_words(remark, "remark")
    return _settle(exclusion, ExclusionState.WITHDRAWN, told.EXCLUSION_WITHDRAWN, actor, remark)


def _locked(exclusion: Exclusion) -> Exclusion:
    use_case = UseCase.objects.locked(exclusion.use_case_id)
    locked: Exclusion = Exclusion.objects.select_related("framework").locked(exclusion.pk)
    locked.use_case = use_case
    return locked


def _waiting(exclusion: Exclusion, actor: Actor) -> Exclusion:
    exclusion = _locked(exclusion)
    require(actor, JUDGE_EXCLUSION.code, exclusion)
    if not exclusion.waits:
        raise InvalidTransition(_("It does not wait for a second person."))
    return exclusion


def _settle(
    exclusion: Exclusion,
    state: ExclusionState,
    action: AuditAction,
    actor: Actor,
    remark: str = "",
) -> Exclusion:
    exclusion.state, exclusion.remark = state, remark.strip()
    exclusion.settled_by, exclusion.settled_at = actor.membership, timezone.now()
    exclusion.save(update_fields=["state", "remark", "settled_by", "settled_at", "updated_at"])
    _record(action, exclusion, actor, remark)
    recount([exclusion.use_case_id])
    return exclusion


def _record(action: AuditAction, exclusion: Exclusion, actor: Actor, reason: str) -> None:
    facts = {
        "framework": exclusion.framework.key,
        "requirement": exclusion.code,
        "state": exclusion.state,
    }
    record(action, exclusion.use_case, actor=actor, after=facts, reason=reason)


def _require_words(text: str, field: str) -> None:
    if not text.strip():
        raise InvalidInput(_("Say why."), errors={field: [_("Say why.")]})
