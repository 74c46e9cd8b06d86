"""A model in service is reviewed: opened by the clock, reported, and decided by somebody else."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Final

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.authorization import require
from coe_portal.accounts.models import Membership
from coe_portal.audit.recording import record
from coe_portal.errors import InvalidInput, InvalidTransition, RuleViolation
from coe_portal.tenancy.clock import today_here
from coe_portal.tenancy.references import next_number
from intake.actions.lifecycle import move_stage
from intake.choices import Stage
from intake.logic.stages import can_move
from intake.models.use_cases import UseCase
from registry.actions.retirement import PlanTerms, plan_for
from registry.choices import LiveActionState, LiveReviewOutcome, LiveReviewState, MetricResult
from registry.declarations import live_reviews as told
from registry.logic.rounds import DAYS_TO_REPORT, round_reached
from registry.messages import live_reviews as messages
from registry.models.live_reviews import LiveAction, LiveReview
from registry.models.models import ModelUseCase
from registry.permissions.live_reviews import (
    DECIDE_LIVE_REVIEW,
    REPORT_LIVE_REVIEW,
    SETTLE_LIVE_ACTION,
)
from registry.queries.live_reviews import (
    forecast_of,
    known_facts,
    links_in_service,
    live_since,
    serving_version,
    success_metrics,
)

MOST_ACTIONS: Final = 20
DAYS_TO_RETIRE: Final = 60
WORDS: Final = ("performance", "drift", "impacts", "feedback", "benefits")


@dataclass(frozen=True)
class Reading:
    """What one success metric came to."""

    metric: str
    baseline: str
    target: str
    actual: str
    result: MetricResult


@dataclass(frozen=True, kw_only=True)
class Report:
    """How the model does: `readings` are those of its success metrics, in their order."""

    performance: str
    drift: str
    impacts: str
    feedback: str
    benefits: str
    benefit_measured: Decimal | None = None
    readings: tuple[tuple[str, MetricResult], ...] = ()


@dataclass(frozen=True)
class LiveActionTerms:
    """What is improved, by whom and until when."""

    text: str
    owner: Membership
    due_on: dt.date


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """How it goes on. What is to be improved has actions; what stops may rest at once."""

    outcome: LiveReviewOutcome
    rationale: str
    actions: tuple[LiveActionTerms, ...] = ()
    suspend: bool = False


@transaction.atomic
def open_live_review(link_id: int, *, actor: Actor) -> LiveReview | None:
    """Open the review whose day has come; None when it was opened, or the model serves no more.

    Rounds that were missed are not made up: the latest one tells of them all.
    """
    list(ModelUseCase.objects.locked_rows().filter(pk=link_id))
    serving = links_in_service().select_related("model__owner__user", "use_case__owner__user")
    link = serving.filter(pk=link_id).first()
    version = None if link is None else serving_version(link)
    if link is None or version is None:
        return None
    number = round_reached(live_since(link), today_here())
    rows = LiveReview.objects.filter(model=link.model_id, use_case=link.use_case_id)
    if number <= (link.last_round or 0) or rows.running().exists():
        return None
    version.model = link.model
    review: LiveReview = LiveReview.objects.create(
        number=next_number(LiveReview.PREFIX),
        model=link.model,
        use_case=link.use_case,
        version=version,
        round=number,
        live_since=live_since(link),
        due_on=today_here() + dt.timedelta(days=DAYS_TO_REPORT),
    )
    messages.tell_of_opening(review)
    after = {"version": version.number, "round": review.round_label, "due_on": review.due_on}
    record(told.LIVE_REVIEW_OPENED, review, actor=actor, after=after, root=review.use_case)
    return review


@transaction.atomic
def report_live_review(review: LiveReview, report: Report, *, actor: Actor) -> LiveReview:
    """Say how the model does; the portal adds what it saw. Who decides is told."""
    review = _locked(review)
    require(actor, REPORT_LIVE_REVIEW.code, review)
    if not review.is_open:
        raise InvalidTransition(_("This review is reported already."))
    metrics = success_metrics(review.use_case)
    _check_report(report, len(metrics))
    now = timezone.now()
    for name in WORDS:
        setattr(review, name, getattr(report, name).strip())
    review.metrics = [
        asdict(Reading(**one, actual=actual.strip(), result=result))
        for one, (actual, result) in zip(metrics, report.readings, strict=True)
    ]
    review.facts = known_facts(review, now)
    review.benefit_forecast = forecast_of(review.use_case)
    review.benefit_measured = report.benefit_measured
    review.state, review.reported_at = LiveReviewState.REPORTED, now
    review.reported_by = actor.membership
    review.save()
    messages.tell_of_report(review, actor)
    after = {name: getattr(review, name) for name in ("metrics", "benefit_measured", *WORDS)}
    record(told.LIVE_REVIEW_REPORTED, review, actor=actor, after=after, root=review.use_case)
    return review


@transaction.atomic
def return_live_review(review: LiveReview, reason: str, *, actor: Actor) -> LiveReview:
    """The report needs more: who reported is told what."""
    review = _to_decide(review, actor)
    if not reason.strip():
        raise InvalidInput(_("Say why."), errors={"reason": [_("Say why.")]})
    review.state, review.returned_because = LiveReviewState.OPEN, reason.strip()
    review.save(update_fields=["state", "returned_because", "updated_at"])
    messages.tell_of_return(review, actor)
    record(
        told.LIVE_REVIEW_RETURNED,
        review,
        actor=actor,
        reason=review.returned_because,
        root=review.use_case,
    )
    return review


@transaction.atomic
def decide_live_review(review: LiveReview, verdict: Verdict, *, actor: Actor) -> LiveReview:
    """Continue, improve by somebody and a day, or stop: a plan of retirement is opened then."""
    UseCase.objects.locked(review.use_case_id)  # before the review: a verdict may move the case
    review = _to_decide(review, actor)
    _check_verdict(verdict)
    review.state, review.outcome = LiveReviewState.DECIDED, verdict.outcome
    review.rationale = verdict.rationale.strip()
    review.decided_at, review.decided_by = timezone.now(), actor.membership
    review.save()
    for terms in verdict.actions:
        _plan(review, terms, actor)
    messages.tell_of_verdict(review, actor)
    record(
        told.LIVE_REVIEW_DECIDED,
        review,
        actor=actor,
        after={
            "outcome": review.outcome,
            "actions": [one.text for one in verdict.actions],
            "suspended": verdict.suspend,
        },
        reason=review.rationale,
        root=review.use_case,
    )
    if verdict.outcome == LiveReviewOutcome.STOP:
        _stop(review, verdict, actor)
    return review


def _stop(review: LiveReview, verdict: Verdict, actor: Actor) -> None:
    """The way out: a plan of retirement, and at once a rest where that is asked."""
    reason = _("%(review)s: %(why)s") % {"review": review.reference, "why": review.rationale}
    wanted = today_here() + dt.timedelta(days=DAYS_TO_RETIRE)
    plan_for(review.use_case, PlanTerms(reason=reason, wanted_on=wanted), actor=actor)
    if verdict.suspend and can_move(Stage(review.use_case.stage), Stage.SUSPENDED):
        move_stage(review.use_case, to=Stage.SUSPENDED, actor=actor, reason=reason)


@transaction.atomic
def cancel_live_review(review: LiveReview, reason: str, *, actor: Actor) -> LiveReview:
    """What it was about serves no more."""
    review = _locked(review)
    if not review.is_running:
        return review
    review.state = LiveReviewState.CANCELLED
    review.save(update_fields=["state", "updated_at"])
    record(told.LIVE_REVIEW_CANCELLED, review, actor=actor, reason=reason, root=review.use_case)
    return review


@transaction.atomic
def plan_live_action(review: LiveReview, terms: LiveActionTerms, *, actor: Actor) -> LiveAction:
    """One more thing that is improved after a decided review."""
    review = _locked(review)
    require(actor, DECIDE_LIVE_REVIEW.code, review)
    if review.outcome != LiveReviewOutcome.IMPROVE:
        raise InvalidTransition(_("Actions follow from a review that asks to improve."))
    _check_action(terms)
    action = _plan(review, terms, actor)
    record(
        told.LIVE_ACTION_PLANNED,
        review,
        actor=actor,
        after={"action": action.position, "text": action.text, "due_on": action.due_on},
        root=review.use_case,
    )
    return action


@transaction.atomic
def settle_live_action(
    action: LiveAction, state: LiveActionState, note: str, *, actor: Actor
) -> LiveAction:
    """It is done or dropped, and this came of it."""
    review = _locked(action.review)
    row: LiveAction = LiveAction.objects.select_related("owner__user").locked(action.pk)
    row.review = review
    require(actor, SETTLE_LIVE_ACTION.code, row)
    if not row.is_planned or state == LiveActionState.PLANNED:
        raise InvalidTransition(_("This action is settled already."))
    if not note.strip():
        message = _("Say what came of it.")
        raise InvalidInput(message, errors={"note": [message]})
    row.state, row.note = state, note.strip()
    row.settled_at, row.settled_by = timezone.now(), actor.label
    row.save(update_fields=["state", "note", "settled_at", "settled_by", "updated_at"])
    record(
        told.LIVE_ACTION_SETTLED,
        review,
        actor=actor,
        after={"action": row.position, "state": state},
        reason=row.note,
        root=review.use_case,
    )
    return row


def _locked(review: LiveReview) -> LiveReview:
    rows = LiveReview.objects.with_names().select_related("use_case__current_assessment")
    locked: LiveReview = rows.locked(review.pk)
    return locked


def _to_decide(review: LiveReview, actor: Actor) -> LiveReview:
    review = _locked(review)
    require(actor, DECIDE_LIVE_REVIEW.code, review)
    if not review.is_reported:
        raise InvalidTransition(_("There is nothing to decide: it is not reported."))
    return review


def _plan(review: LiveReview, terms: LiveActionTerms, actor: Actor) -> LiveAction:
    last = review.actions.aggregate(last=Max("position"))["last"] or 0
    if last >= MOST_ACTIONS:
        raise RuleViolation(_("There are too many already: %(most)d.") % {"most": MOST_ACTIONS})
    action: LiveAction = LiveAction.objects.create(
        review=review,
        position=last + 1,
        text=terms.text.strip(),
        owner=terms.owner,
        due_on=terms.due_on,
    )
    messages.tell_of_action(action, actor)
    return action


def _check_report(report: Report, metrics: int) -> None:
    wanted = ("performance", "impacts", "feedback")
    message = _("Say it in a sentence at least; “none” is an answer too.")
    errors = {name: [message] for name in wanted if not getattr(report, name).strip()}
    if errors:
        raise InvalidInput(_("The report is not complete."), errors=errors)
    if len(report.readings) != metrics:
        raise InvalidInput(
            _("The use case has %(count)d success metrics: send one reading for each.")
            % {"count": metrics},
            errors={"readings": [_("One for each success metric.")]},
        )


def _check_verdict(verdict: Verdict) -> None:
    if not verdict.rationale.strip():
        raise InvalidInput(_("Say why."), errors={"rationale": [_("Say why.")]})
    improves = verdict.outcome == LiveReviewOutcome.IMPROVE
    if improves and not verdict.actions:
        message = _("Say what is improved, by whom and until when.")
        raise InvalidInput(message, errors={"actions": [message]})
    if verdict.actions and not improves:
        raise InvalidInput(_("Only what is to be improved has actions."))
    if len(verdict.actions) > MOST_ACTIONS:
        raise InvalidInput(_("There are too many already: %(most)d.") % {"most": MOST_ACTIONS})
    for terms in verdict.actions:
        _check_action(terms)


def _check_action(terms: LiveActionTerms) -> None:
    if not terms.text.strip():
        raise InvalidInput(_("Say what is done."), errors={"text": [_("Say what is done.")]})
    if terms.due_on < today_here():
        message = _("This day is past.")
        raise InvalidInput(message, errors={"due_on": [message]})
