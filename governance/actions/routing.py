"""Send a submitted or changed case the way that the matrix says."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.authorization import require
from coe_portal.audit.recording import record
from coe_portal.errors import InvalidTransition, RuleViolation
from governance.actions.closing import decide_by_policy, stop_prohibited
from governance.actions.reviews import Opening, Renewal, cancel_review, mark_stale, open_review
from governance.choices import Path
from governance.declarations import reviews as told
from governance.logic.rights import applied
from governance.models.decisions import Decision
from governance.models.reviews import Review
from governance.permissions.reviews import REQUEST_GATE
from governance.queries.approvals import approval_in_force, missing_before_review
from governance.queries.boards import days_of_council
from governance.queries.rights import Held, held_by
from governance.queries.rules import way_through
from intake.actions.lifecycle import move_stage
from intake.choices import Gate, Stage
from intake.logic.stages import CLOSED, next_gate
from intake.models.assessments import Assessment
from intake.models.use_cases import UseCase


@transaction.atomic
def route_submission(
    assessment: Assessment,
    *,
    gate: str,
    actor: Actor,
    supersedes: Review | None = None,
    renewal: Renewal | None = None,
    about: Model | None = None,
) -> Review | Decision:
    """Decide at once, open a review, or stop: by tier, gate, the matrix and rights in force.

    `about` is a part of the case that is judged with it; see governance/review_subjects.py.
    """
    way = way_through(assessment.tier, gate)
    if way.cell.path == Path.STOP:
        return stop_prohibited(assessment, gate, way, actor=actor)
    if way.cell.path == Path.SELF_SERVICE:
        return decide_by_policy(assessment, gate, way, actor=actor)
    held = Held()
    cell = way.cell
    if cell.path == Path.LIGHT:
        held = held_by(assessment.tier, gate, assessment.use_case.business_unit_id)
    if held.holder is not None:
        cell = applied(cell, held.holder, days_of_council())
    opening = Opening(gate, cell, supersedes, renewal=renewal, held=held, about=about)
    return open_review(assessment, opening, actor=actor)


@transaction.atomic
def reroute_changed(assessment: Assessment, *, actor: Actor) -> list[Review | Decision]:
    """Judge a materially changed case anew.

    Open reviews go stale and are opened again on the new answers; without one, the stage that the
    case has reached is reviewed again. Votes are not carried over.
    """
    use_case = UseCase.objects.locked(assessment.use_case_id)
    stale = [mark_stale(review, actor=actor) for review in use_case.reviews.open().order_by("pk")]
    if stale:
        return [
            route_submission(assessment, gate=old.gate, actor=actor, supersedes=old)
            for old in stale
        ]
    gate = _gate_reached(use_case)
    return [] if gate is None else [route_submission(assessment, gate=gate, actor=actor)]


def _gate_reached(use_case: UseCase) -> str | None:
    """The gate whose approval a change puts in question; None for a case that is over."""
    stage = Stage(use_case.stage)
    if stage in CLOSED:
        return None
    if stage.value in Gate.values:
        return stage.value
    last = use_case.decisions.approvals().first()
    return last.gate if last else Gate.DISCOVERY.value


@transaction.atomic
def request_gate(use_case: UseCase, gate: str, *, actor: Actor) -> Review | Decision:
    """Ask to pass the next gate: enters it on an approval in force, else opens its review.

    Raises:
        InvalidTransition: not the next gate, or already under review.
        RuleViolation: requirements are missing; `context["unmet"]` lists them.
    """
    use_case = UseCase.objects.locked(use_case.pk)
    require(actor, REQUEST_GATE.code, use_case)
    _check_turn(use_case, gate)
    missing = missing_before_review(use_case, gate)
    if missing:
        raise RuleViolation(
            _("Not yet: %(missing)s") % {"missing": " ".join(one.message for one in missing)},
            code="gate.requirements_missing",
            unmet=[one.message for one in missing],
        )
    approval = approval_in_force(use_case, gate)
    if approval is not None:
        return _enter(use_case, approval, actor)
    assessment = use_case.current_assessment
    assert assessment is not None  # noqa: S101  (_check_turn has looked)
    record(told.GATE_REQUESTED, use_case, actor=actor, after={"gate": gate})
    assessment.use_case = use_case
    return route_submission(assessment, gate=gate, actor=actor)


def _enter(use_case: UseCase, approval: Decision, actor: Actor) -> Decision:
    record(
        told.GATE_ENTERED,
        use_case,
        actor=actor,
        after={"gate": approval.gate, "decision": approval.reference},
    )
    move_stage(
        use_case,
        to=Stage(approval.gate),
        actor=actor,
        reason=_("Decision %(decision)s") % {"decision": approval.reference},
    )
    return approval


def _check_turn(use_case: UseCase, gate: str) -> None:
    if use_case.current_assessment is None or next_gate(Stage(use_case.stage)) != gate:
        raise InvalidTransition(
            _("This is not the next gate of the use case."), code="gate.not_next"
        )
    if use_case.reviews.open().of_whole_case().filter(gate=gate).exists():
        raise InvalidTransition(_("This gate is already under review."), code="gate.in_review")


@transaction.atomic
def end_open_reviews(use_case: UseCase, reason: str, *, actor: Actor) -> list[Review]:
    """Cancel what is still open for a case that is over."""
    use_case = UseCase.objects.locked(use_case.pk)
    return [
        cancel_review(review, reason, actor=actor)
        for review in use_case.reviews.open().order_by("pk")
    ]
