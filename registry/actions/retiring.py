"""Retire a model: nothing of it serves, runs, is watched or waits any more. Its story stays."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.authorization import require
from coe_portal.audit.recording import record
from coe_portal.errors import InvalidInput, InvalidTransition, RuleViolation
from intake.models.use_cases import UseCase
from registry.actions.aliases import delete_alias
from registry.actions.drift_reviews import settle_with_retirement
from registry.actions.live_reviews import cancel_live_review
from registry.actions.operations import end_deployment
from registry.actions.promotion import Move, promote_version, withdraw_request
from registry.actions.registration import locked_model
from registry.actions.retirement import complete_plan
from registry.choices import VersionStage
from registry.declarations import retirement as told
from registry.messages.retirement import tell_of_model
from registry.models.live_reviews import LiveReview
from registry.models.models import AIModel, Deployment
from registry.models.monitoring import DriftReview, Monitor
from registry.models.promotions import PromotionRequest
from registry.permissions.retirement import RETIRE_MODEL
from registry.queries.retirement import live_cases, models_to_retire

RETIREMENTS = Actor.system("retirement")


@dataclass(frozen=True)
class Ended:
    """What ended with a model."""

    versions: int
    aliases: int
    deployments: int
    monitors: int


@transaction.atomic
def retire_model(model: AIModel, reason: str, *, actor: Actor) -> AIModel:
    """Archive its versions, end its deployments, remove its aliases, switch its monitors off.

    Raises:
        RuleViolation: a live use case is served by it.
    """
    _lock_asking_cases(model)
    model = locked_model(model)
    require(actor, RETIRE_MODEL.code, model)
    if model.retired_at is not None:
        raise InvalidTransition(_("This model is retired already."))
    if not reason.strip():
        raise InvalidInput(_("Say why."), errors={"reason": [_("Say why.")]})
    cases = live_cases(model)
    if cases:
        raise RuleViolation(
            _("It serves live use cases: %(cases)s. Retire them, or unlink the model, first.")
            % {"cases": ", ".join(case.reference for case in cases)},
            code="registry.serves_live_case",
        )
    return _retire(model, reason.strip(), actor)


@transaction.atomic
def revive_model(model: AIModel, reason: str, *, actor: Actor) -> AIModel:
    """It is needed again: its versions stay archived until they are promoted anew."""
    model = locked_model(model)
    require(actor, RETIRE_MODEL.code, model)
    if model.retired_at is None:
        raise InvalidTransition(_("This model is not retired."))
    if not reason.strip():
        raise InvalidInput(_("Say why."), errors={"reason": [_("Say why.")]})
    model.retired_at = None
    model.save(update_fields=["retired_at", "updated_at"])
    record(told.MODEL_REVIVED, model, actor=actor, reason=reason.strip())
    return model


@transaction.atomic(savepoint=False)
def retire_with_case(use_case: UseCase, *, actor: Actor) -> list[AIModel]:
    """The use case is retired: its plan is done, and the models that served only it end too."""
    complete_plan(use_case, actor=actor)
    reason = _("%(case)s is retired.") % {"case": use_case.reference}
    return [_retire(locked_model(model), reason, actor) for model in models_to_retire(use_case)]


def _retire(model: AIModel, reason: str, actor: Actor) -> AIModel:
    """The caller has locked the model and asked whether this may be."""
    _end_requests(model, reason)
    ended = Ended(
        versions=_archive(model, reason),
        aliases=_take_aliases(model),
        deployments=_end_deployments(model),
        monitors=_switch_off(model),
    )
    for review in DriftReview.objects.open().filter(version__model=model).order_by("pk"):
        settle_with_retirement(review, reason, actor=actor)
    for live in LiveReview.objects.running().filter(model=model).order_by("pk"):
        cancel_live_review(live, reason, actor=actor)
    model.retired_at = timezone.now()
    model.save(update_fields=["retired_at", "updated_at"])
    tell_of_model(model, reason, actor)
    record(told.MODEL_RETIRED, model, actor=actor, after=vars(ended), reason=reason)
    return model


def _lock_asking_cases(model: AIModel) -> None:
    """The use cases for which a promotion is asked, before the model: locks keep their order."""
    requests = PromotionRequest.objects.open().filter(version__model=model)
    list(UseCase.objects.filter(pk__in=requests.values("use_case")).locked_rows())


def _end_requests(model: AIModel, reason: str) -> None:
    """What waits for a promotion waits no more."""
    for request in PromotionRequest.objects.open().filter(version__model=model).order_by("pk"):
        withdraw_request(request, reason, actor=RETIREMENTS)


def _archive(model: AIModel, reason: str) -> int:
    versions = model.versions.present().exclude(stage=VersionStage.ARCHIVED).order_by("number")
    out = Move(to=VersionStage.ARCHIVED, reason=reason)
    return len([promote_version(version, out, actor=RETIREMENTS) for version in versions])


def _take_aliases(model: AIModel) -> int:
    names = list(model.aliases.values_list("alias", flat=True))
    return sum(delete_alias(model, name, actor=RETIREMENTS) for name in names)


def _end_deployments(model: AIModel) -> int:
    rows = (
        Deployment.objects.running().filter(version__model=model).select_related("version__model")
    )
    return len([end_deployment(one, actor=RETIREMENTS) for one in rows.order_by("pk")])


def _switch_off(model: AIModel) -> int:
    rows = Monitor.objects.filter(version__model=model, is_active=True).locked_rows()
    keys = [monitor.pk for monitor in rows]
    return Monitor.objects.filter(pk__in=keys).update(is_active=False, updated_at=timezone.now())
