"""Bring versions into production: ask, be judged, move, go back. The only writer of the stage."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.authorization import require
from coe_portal.audit.recording import record
from coe_portal.errors import InvalidInput, InvalidTransition, RuleViolation
from governance.actions.reviews import cancel_review
from governance.actions.routing import route_submission
from governance.models.decisions import Decision
from governance.models.reviews import Review
from intake.choices import Gate
from intake.models.use_cases import UseCase
from registry.choices import RequestState, VersionStage
from registry.declarations import models as told
from registry.logic.stages import can_move, is_guarded
from registry.messages.promotions import tell_of_decision, tell_of_move, tell_of_request
from registry.models.models import AIModel, ModelVersion
from registry.models.promotions import PromotionRequest, StageMove
from registry.permissions.models import CHANGE, PROMOTE, REQUEST_PROMOTION, VALIDATE
from registry.queries.candidates import Candidate
from registry.queries.promotion import missing_before_review, missing_to_serve, open_request


@dataclass(frozen=True, kw_only=True)
class Move:
    """Where a version goes and why; `archive_existing` makes room there."""

    to: VersionStage
    reason: str = ""
    archive_existing: bool = False


@transaction.atomic
def request_promotion(version: ModelVersion, *, actor: Actor, note: str = "") -> PromotionRequest:
    """Ask that a version may go into production; asking again gives the same request.

    It goes to review once nothing but the approval is missing; until then it waits, and asking
    again sends it. What the matrix leaves to itself is approved at once.
    """
    require(actor, REQUEST_PROMOTION.code, version)
    case = _locked_case(version)
    version = _locked(version)
    candidate = Candidate(version)
    if candidate.approval is not None and candidate.request is not None:
        return candidate.request
    request = open_request(version) or _ask(version, case, note, actor)
    missing = missing_before_review(candidate)
    if not missing and not _is_under_review(version):
        _send(request, case, actor)
    return request


def _locked_case(version: ModelVersion) -> UseCase:
    """The use case whose review decides, locked first of all: case, review, version."""
    case = Candidate(version).use_case
    if case is None:
        raise RuleViolation(
            _("Link the model to the use case that it serves first."),
            code="registry.no_use_case",
            url=version.model.get_absolute_url(),
        )
    locked: UseCase = UseCase.objects.select_related("current_assessment").locked(case.pk)
    return locked


def _ask(version: ModelVersion, case: UseCase, note: str, actor: Actor) -> PromotionRequest:
    request: PromotionRequest = PromotionRequest.objects.create(
        version=version, use_case=case, note=note.strip(), requested_by=actor.membership
    )
    tell_of_request(request, actor)
    after = {"version": version.number, "use_case": case.reference}
    record(
        told.PROMOTION_REQUESTED,
        version,
        actor=actor,
        after=after,
        reason=request.note,
        root=version.model,
    )
    return request


def _is_under_review(version: ModelVersion) -> bool:
    return Review.objects.about(version).open().exists()


def _send(request: PromotionRequest, case: UseCase, actor: Actor) -> None:
    """Open the review of the use case about this version; a policy may decide at once."""
    version = request.version
    if request.use_case_id != case.pk:
        request.use_case = case
        request.save(update_fields=["use_case", "updated_at"])
    assessment = case.current_assessment
    assert assessment is not None  # noqa: S101  (a case with a tier has been assessed)
    assessment.use_case = case
    answer = route_submission(assessment, gate=Gate.PRODUCTION.value, actor=actor, about=version)
    record(
        told.PROMOTION_SENT,
        version,
        actor=actor,
        after={"to": answer.reference, "use_case": case.reference},
        root=version.model,
    )
    if isinstance(answer, Decision):
        settle_request(request, answer, actor=actor)


@transaction.atomic(savepoint=False)
def settle_request(
    request: PromotionRequest, decision: Decision, *, actor: Actor
) -> PromotionRequest:
    """Keep what was decided about a version; an appeal may decide anew."""
    before = request.state
    request.state = RequestState.APPROVED if decision.is_approval else RequestState.REFUSED
    request.decision = decision
    request.closed_at = decision.decided_at
    request.save(update_fields=["state", "decision", "closed_at", "updated_at"])
    tell_of_decision(request, decision)
    record(
        told.PROMOTION_DECIDED,
        request.version,
        actor=actor,
        before={"state": before},
        after={"state": request.state, "decision": decision.reference},
        root=request.version.model,
    )
    return request


@transaction.atomic
def withdraw_request(request: PromotionRequest, reason: str, *, actor: Actor) -> PromotionRequest:
    """Take a request back; its review ends with it."""
    UseCase.objects.locked(request.use_case_id)
    request = PromotionRequest.objects.select_related("version__model").locked(request.pk)
    version = request.version
    require(actor, REQUEST_PROMOTION.code, version)
    if not request.is_open:
        raise InvalidTransition(_("This request is decided."), code="registry.request_closed")
    for review in Review.objects.about(version).open().order_by("pk"):
        cancel_review(review, _said(reason), actor=actor)
    request.state, request.closed_at = RequestState.WITHDRAWN, timezone.now()
    request.save(update_fields=["state", "closed_at", "updated_at"])
    record(told.PROMOTION_WITHDRAWN, version, actor=actor, reason=_said(reason), root=version.model)
    return request


@transaction.atomic
def promote_version(version: ModelVersion, move: Move, *, actor: Actor) -> ModelVersion:
    """Move a version to another stage: into production only when nothing is missing.

    Raises:
        RuleViolation: something is missing; `context["missing"]` lists it, `context["url"]` is
            the page where it can be done. Nothing has changed.
    """
    version = _locked(version)
    to = move.to
    if version.stage == to:
        return version
    if not can_move(VersionStage(version.stage), to):
        raise InvalidTransition(_("There is no way from this stage to that."))
    if is_guarded(to):
        require(actor, PROMOTE.code, version)
        require_may_serve(version)
    else:
        require(actor, CHANGE.code, version)
    if move.archive_existing:
        _archive_others(version, to, actor)
    _set_stage(version, to, move.reason, actor)
    if is_guarded(to):
        tell_of_move(version, move.reason, actor)
    return version


@transaction.atomic
def roll_back(version: ModelVersion, reason: str, *, actor: Actor) -> ModelVersion:
    """Bring a version back that was in production before; what is there now is archived.

    Only its approval must still hold: whatever else is open does not keep a fault running.
    """
    if not version.has_served:
        raise InvalidTransition(
            _("It has never been in production: promote it instead."),
            code="registry.never_served",
        )
    move = Move(to=VersionStage.PRODUCTION, reason=_said(reason), archive_existing=True)
    return promote_version(version, move, actor=actor)


def require_may_serve(version: ModelVersion) -> None:
    """Refuse a version that may not go into production, saying what is missing and where."""
    missing = missing_to_serve(version)
    if not missing:
        return
    raise RuleViolation(
        _("%(version)s is not approved for production yet. %(missing)s")
        % {"version": version, "missing": " ".join(one.message for one in missing)},
        code="registry.promotion_refused",
        missing=[one.message for one in missing],
        url=version.get_absolute_url(),
    )


def note_served(version: ModelVersion) -> None:
    """Remember that it has passed the gate; the first time counts."""
    if version.served_at is None:
        version.served_at = timezone.now()
        version.save(update_fields=["served_at", "updated_at"])


@transaction.atomic
def validate_version(version: ModelVersion, note: str, *, actor: Actor) -> ModelVersion:
    """Say that one has checked a version that somebody else built, and what one has checked."""
    version = _locked(version)
    require(actor, VALIDATE.code, version)
    if not note.strip():
        message = _("Say what you checked.")
        raise InvalidInput(message, errors={"note": [message]})
    version.validator = actor.membership
    version.validated_at = timezone.now()
    version.validation_note = note.strip()
    version.save(update_fields=["validator", "validated_at", "validation_note", "updated_at"])
    record(
        told.VERSION_VALIDATED,
        version,
        actor=actor,
        after={"validator": version.validator},
        reason=version.validation_note,
        root=version.model,
    )
    return version


def _locked(version: ModelVersion) -> ModelVersion:
    """The version under lock, its model locked before it."""
    model = AIModel.objects.select_related("owner__user").locked(version.model_id)
    rows = ModelVersion.objects.present().select_related("developer__user", "validator__user")
    locked: ModelVersion = rows.locked(version.pk)
    locked.model = model
    return locked


def _archive_others(version: ModelVersion, stage: VersionStage, actor: Actor) -> None:
    others = ModelVersion.objects.present().filter(model=version.model, stage=stage)
    for other in others.exclude(pk=version.pk).locked_rows():
        other.model = version.model
        reason = _("Version %(number)d takes its place") % {"number": version.number}
        _set_stage(other, VersionStage.ARCHIVED, reason, actor)


def _set_stage(version: ModelVersion, to: VersionStage, reason: str, actor: Actor) -> None:
    before, now = VersionStage(version.stage), timezone.now()
    version.stage, version.stage_changed_at = to, now
    if is_guarded(to) and version.served_at is None:
        version.served_at = now
    version.save(update_fields=["stage", "stage_changed_at", "served_at", "updated_at"])
    StageMove.objects.create(
        version=version,
        from_stage=before,
        to_stage=to,
        reason=reason,
        decision=Candidate(version).approval if is_guarded(to) else None,
        actor_label=actor.label,
        moved_at=now,
    )
    record(
        told.VERSION_MOVED,
        version,
        actor=actor,
        before={"stage": before},
        after={"stage": to},
        reason=reason,
        root=version.model,
    )


def _said(reason: str) -> str:
    if not reason.strip():
        raise InvalidInput(_("Say why."), errors={"reason": [_("Say why.")]})
    return reason.strip()
