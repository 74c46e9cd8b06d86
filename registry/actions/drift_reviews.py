"""A drift review: one open per version gathers signals, a person decides, and it is measured."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.authorization import require
from coe_portal.audit.recording import record
from coe_portal.errors import InvalidInput, InvalidTransition
from coe_portal.tenancy.clock import today_here
from coe_portal.tenancy.references import next_number
from governance.actions.reviews import Opening, open_review
from governance.choices import Path
from governance.logic.paths import DEFAULT_DAYS, Cell
from governance.models.reviews import Review
from governance.queries.rules import way_through
from intake.choices import Gate, Stage
from intake.models.use_cases import UseCase
from registry.actions.promotion import Move, promote_version, roll_back
from registry.actions.retirement import PlanTerms, plan_for
from registry.choices import DriftOutcome, DriftReviewState, DriftSeverity, VersionStage
from registry.declarations import monitoring as told
from registry.messages.monitoring import tell_of_decision, tell_of_drift
from registry.models.models import ModelVersion
from registry.models.monitoring import DriftReview, DriftSignal
from registry.permissions.monitoring import RESOLVE_DRIFT
from registry.queries.candidates import LIVE, Candidate
from registry.queries.drift_reviews import case_of, earlier_versions

DAYS_TO_DECIDE: Final = 10
DAYS_TO_RETIRE: Final = 60


@dataclass(frozen=True)
class Resolution:
    """What is done about a model that drifts; a roll-back names the version to go back to."""

    outcome: DriftOutcome
    rationale: str
    target: ModelVersion | None = None


@transaction.atomic
def open_or_extend_drift_review(
    version: ModelVersion, signals: Sequence[DriftSignal], *, actor: Actor
) -> DriftReview | None:
    """Store the signals of one window with the open review of the version.

    A severe signal opens one where there is none; warnings alone wait. The version's row is locked,
    so that monitors that find drift at once meet in one review.
    """
    version = ModelVersion.objects.select_related("model__owner__user").locked(version.pk)
    review = DriftReview.objects.open().filter(version=version).locked_rows().first()
    is_severe = any(signal.severity == DriftSeverity.SEVERE for signal in signals)
    is_new = review is None and is_severe
    if is_new:
        review = _open(version)
    for signal in signals:
        signal.review = review
        signal.enter_organization()
    stored = DriftSignal.objects.bulk_create(signals)
    if review is None:
        return None
    if is_new:
        tell_of_drift(review, stored)
        record(
            told.DRIFT_REVIEW_OPENED,
            review,
            actor=actor,
            after={"signals": [str(signal) for signal in stored], "due_on": review.due_on},
            root=case_of(version),
        )
    else:
        _extend(review, stored, actor)
    return review


@transaction.atomic
def resolve_drift_review(
    review: DriftReview, resolution: Resolution, *, actor: Actor
) -> DriftReview:
    """Decide what is done; to roll back, to retire and to ask the board is done at once.

    The next severe signal opens a new review.
    """
    case = _case_at_stake(review, resolution.outcome)
    review = DriftReview.objects.with_version().locked(review.pk)
    require(actor, RESOLVE_DRIFT.code, review)
    if not review.is_open:
        raise InvalidTransition(_("This drift review is decided already."))
    rationale = resolution.rationale.strip()
    if not rationale:
        raise InvalidInput(_("Say why."), errors={"rationale": [_("Say why.")]})
    review.target = _target(review, resolution)
    review.state = DriftReviewState.RESOLVED
    review.outcome, review.rationale = resolution.outcome, rationale
    review.resolved_at, review.resolved_by = timezone.now(), actor.membership
    review.save()
    _carry_out(review, case, actor)
    tell_of_decision(review, actor)
    record(
        told.DRIFT_REVIEW_RESOLVED,
        review,
        actor=actor,
        after={
            "outcome": review.outcome,
            "target": review.target,
            "board_review": review.board_review and review.board_review.reference,
        },
        reason=rationale,
        root=case_of(review.version),
    )
    return review


def _open(version: ModelVersion) -> DriftReview:
    review: DriftReview = DriftReview.objects.create(
        number=next_number(DriftReview.PREFIX),
        version=version,
        due_on=today_here() + dt.timedelta(days=DAYS_TO_DECIDE),
    )
    return review


def _extend(review: DriftReview, signals: Sequence[DriftSignal], actor: Actor) -> None:
    review.extended_at = timezone.now()
    review.save(update_fields=["extended_at", "updated_at"])
    record(
        told.DRIFT_REVIEW_EXTENDED,
        review,
        actor=actor,
        after={"signals": [str(signal) for signal in signals]},
        root=case_of(review.version),
    )


def _case_at_stake(review: DriftReview, outcome: DriftOutcome) -> UseCase | None:
    """The use case that the decision reaches, locked before the review; None for other outcomes.

    It is the one of the highest tier that the model serves.
    """
    if outcome not in {DriftOutcome.RETIRE, DriftOutcome.ESCALATE}:
        return None
    case = Candidate(review.version).use_case
    if case is None:
        return None
    locked: UseCase = UseCase.objects.select_related("current_assessment").locked(case.pk)
    return locked


def _carry_out(review: DriftReview, case: UseCase | None, actor: Actor) -> None:
    """What can be done at once: go back to a version, take this one out, or ask the board."""
    if review.target is not None:
        roll_back(review.target, review.rationale, actor=actor)
    elif review.outcome == DriftOutcome.RETIRE:
        out = Move(to=VersionStage.ARCHIVED, reason=review.rationale)
        promote_version(review.version, out, actor=actor)
        _plan_the_end(review, case, actor)
    elif review.outcome == DriftOutcome.ESCALATE and case is not None:
        review.board_review = _ask_the_board(review, case, actor)
        review.save(update_fields=["board_review", "updated_at"])


def _plan_the_end(review: DriftReview, case: UseCase | None, actor: Actor) -> None:
    """A live use case that nothing serves any more has come to its end, or needs another model."""
    if case is None or Stage(case.stage) not in LIVE:
        return
    serving = ModelVersion.objects.in_production().filter(model__links__use_case=case)
    if not serving.exists():
        reason = _("%(review)s: %(why)s") % {"review": review.reference, "why": review.rationale}
        wanted = today_here() + dt.timedelta(days=DAYS_TO_RETIRE)
        plan_for(case, PlanTerms(reason=reason, wanted_on=wanted), actor=actor)


def _ask_the_board(review: DriftReview, case: UseCase, actor: Actor) -> Review | None:
    """The full board judges the version anew, whatever the matrix leaves to others.

    A review of it that is open already is the one. None for a case that was never assessed.
    """
    version, gate = review.version, Gate.PRODUCTION.value
    known: Review | None = Review.objects.about(version).open().first()
    assessment = case.current_assessment
    if known is not None or assessment is None:
        return known
    assessment.use_case = case
    cell = way_through(case.tier, gate).cell
    days = cell.days if cell.path == Path.BOARD else DEFAULT_DAYS[Path.BOARD]
    opening = Opening(gate, Cell(Path.BOARD, days, cell.board), about=version)
    return open_review(assessment, opening, actor=actor)


@transaction.atomic(savepoint=False)
def settle_with_retirement(review: DriftReview, reason: str, *, actor: Actor) -> DriftReview:
    """The model is retired: there is nothing left to decide."""
    review = DriftReview.objects.with_version().locked(review.pk)
    review.state, review.outcome = DriftReviewState.RESOLVED, DriftOutcome.RETIRE
    review.rationale = reason
    review.resolved_at, review.resolved_by = timezone.now(), actor.membership
    review.save()
    record(
        told.DRIFT_REVIEW_RESOLVED,
        review,
        actor=actor,
        after={"outcome": review.outcome},
        reason=reason,
        root=case_of(review.version),
    )
    return review


def _target(review: DriftReview, resolution: Resolution) -> ModelVersion | None:
    if resolution.outcome != DriftOutcome.ROLL_BACK:
        return None
    target = resolution.target
    if target is None or not earlier_versions(review.version).filter(pk=target.pk).exists():
        message = _("Choose an earlier version of this model that was in production.")
        raise InvalidInput(message, errors={"target": [message]})
    return target
