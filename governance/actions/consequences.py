"""What a decision does to the case: it enters the stage, stops, or waits for what is missing."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from coe_portal.accounts.actor import Actor
from coe_portal.errors import RuleViolation
from governance.actions.suspension import make_good
from governance.choices import Outcome
from governance.messages.reviews import report_waiting
from governance.models.decisions import Decision
from governance.queries.approvals import lapsed_conditions
from intake.actions.lifecycle import move_stage, stage_before_rest
from intake.choices import Stage
from intake.logic.stages import can_move, gate_between, may_resume
from intake.models.use_cases import UseCase


@transaction.atomic(savepoint=False)
def carry_out(decision: Decision, *, actor: Actor) -> UseCase:
    """Move the case as the decision says; a decision that moves nothing leaves it where it is.

    An approval moves the case through its gate unless something else is missing there; then the
    approval stands and the owner is told. A rejection on the way in rejects the case, at a later
    gate it stays where it is, and a rejected re-review suspends it.
    """
    use_case = decision.use_case
    if decision.is_approval:
        _enter(decision, actor)
    elif decision.outcome == Outcome.STOPPED:
        _leave(use_case, Stage.REJECTED, decision, actor)
    elif decision.outcome == Outcome.REJECTED:
        _reject(decision, actor)
    return use_case


def _enter(decision: Decision, actor: Actor) -> None:
    use_case, to = decision.use_case, Stage(decision.gate)
    _end_expiry(decision, actor)
    if not _leads_on(use_case, to):
        return
    try:
        move_stage(use_case, to=to, actor=actor, reason=_reason(decision))
    except RuleViolation as closed:
        report_waiting(decision, closed.context["unmet"])  # type: ignore[arg-type]


def _end_expiry(decision: Decision, actor: Actor) -> None:
    """A new approval makes good that an earlier one expired."""
    use_case = decision.use_case
    for expired in use_case.suspensions.running().filter(approval__isnull=False):
        make_good(use_case, expired.cause, _reason(decision), actor=actor)


def _leads_on(use_case: UseCase, to: Stage) -> bool:
    """Whether the approval moves the case: up through its gate, or out of a suspension.

    A case that was suspended because its review failed goes on when a later one approves it;
    lapsed conditions keep it suspended.
    """
    stage = Stage(use_case.stage)
    if stage == Stage.SUSPENDED:
        goes_back = can_move(stage, to) and may_resume(stage_before_rest(use_case), to)
        return goes_back and not lapsed_conditions(use_case)
    return gate_between(stage, to) is not None and can_move(stage, to)


def _reject(decision: Decision, actor: Actor) -> None:
    use_case = decision.use_case
    stage = Stage(use_case.stage)
    is_way_in = stage == Stage.INTAKE
    if is_way_in:
        _leave(use_case, Stage.REJECTED, decision, actor)
    elif gate_between(stage, Stage(decision.gate)) is None and not _is_about_part(decision):
        _leave(use_case, Stage.SUSPENDED, decision, actor)


def _is_about_part(decision: Decision) -> bool:
    """What runs already is not stopped because something newer is refused."""
    return decision.review is not None and decision.review.is_about_part


def _leave(use_case: UseCase, to: Stage, decision: Decision, actor: Actor) -> None:
    stage = Stage(use_case.stage)
    wanted = to if can_move(stage, to) else Stage.SUSPENDED
    if can_move(stage, wanted):
        move_stage(use_case, to=wanted, actor=actor, reason=_reason(decision))


def _reason(decision: Decision) -> str:
    return _("Decision %(decision)s: %(outcome)s") % {
        "decision": decision.reference,
        "outcome": decision.get_outcome_display(),
    }
