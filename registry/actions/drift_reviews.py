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
from registry.actions.promotion import Move, promote_version, roll_back
from registry.choices import DriftOutcome, DriftReviewState, DriftSeverity, VersionStage
from registry.declarations import monitoring as told
from registry.messages.monitoring import tell_of_decision, tell_of_drift
from registry.models.models import ModelVersion
from registry.models.monitoring import REVIEW_PREFIX, DriftReview, DriftSignal
from registry.permissions.monitoring import RESOLVE_DRIFT
from registry.queries.drift_reviews import case_of, earlier_versions

DAYS_TO_DECIDE: Final = 10


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
    """Decide what is done; to roll back or retire is done at once.

    The next severe signal opens a new review.
    """
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
    _carry_out(review, actor)
    tell_of_decision(review, actor)
    record(
        told.DRIFT_REVIEW_RESOLVED,
        review,
        actor=actor,
        after={"outcome": review.outcome, "target": review.target},
        reason=rationale,
        root=case_of(review.version),
    )
    return review


def _open(version: ModelVersion) -> DriftReview:
    review: DriftReview = DriftReview.objects.create(
        number=next_number(REVIEW_PREFIX),
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


def _carry_out(review: DriftReview, actor: Actor) -> None:
    """What can be done at once: go back to a version, or take this one out."""
    if review.target is not None:
        roll_back(review.target, review.rationale, actor=actor)
    elif review.outcome == DriftOutcome.RETIRE:
        out = Move(to=VersionStage.ARCHIVED, reason=review.rationale)
        promote_version(review.version, out, actor=actor)


def _target(review: DriftReview, resolution: Resolution) -> ModelVersion | None:
    if resolution.outcome != DriftOutcome.ROLL_BACK:
        return None
    target = resolution.target
    if target is None or not earlier_versions(review.version).filter(pk=target.pk).exists():
        message = _("Choose an earlier version of this model that was in production.")
        raise InvalidInput(message, errors={"target": [message]})
    return target
