"""Suspend a use case for a cause, and let it go on when no cause is left.

Lapsed conditions and expired approvals go this one way in and out. What was suspended otherwise,
by hand or by a decision, is not lifted here.
"""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from coe_portal.accounts.actor import Actor
from governance.models.decisions import Condition, Decision
from governance.models.suspensions import Suspension
from governance.queries.approvals import refusal_in_force
from intake.actions.lifecycle import move_stage, stage_before_rest
from intake.choices import Stage
from intake.logic.stages import can_move
from intake.models.use_cases import StageChange, UseCase


@transaction.atomic(savepoint=False)
def suspend(
    use_case: UseCase, cause: Condition | Decision, reason: str, *, actor: Actor
) -> Suspension:
    """Let the case, which the caller has locked, rest for this cause.

    A case that rests already stays where it is, and does not go on before the cause is made good.
    """
    move = None
    if can_move(Stage(use_case.stage), Stage.SUSPENDED):
        move = _move(use_case, Stage.SUSPENDED, reason, actor)
    suspension: Suspension = Suspension.objects.create(
        use_case=use_case,
        condition=cause if isinstance(cause, Condition) else None,
        approval=cause if isinstance(cause, Decision) else None,
        started_at=timezone.now(),
        move=move,
    )
    return suspension


@transaction.atomic(savepoint=False)
def make_good(use_case: UseCase, cause: Condition | Decision, reason: str, *, actor: Actor) -> bool:
    """End this cause; whether the case, which the caller has locked, goes on with that."""
    running = cause.suspensions.running()
    ended = running.update(
        ended_at=timezone.now(), ended_by=actor.label[:255], updated_at=timezone.now()
    )
    return bool(ended) and _lift(use_case, reason, actor)


def _lift(use_case: UseCase, reason: str, actor: Actor) -> bool:
    if use_case.stage != Stage.SUSPENDED or use_case.suspensions.running().exists():
        return False
    move = _last_move(use_case)
    if move is None or not move.suspensions.exists():
        return False
    before = stage_before_rest(use_case)
    if refusal_in_force(use_case, before) is not None:
        return False
    _move(use_case, before, reason, actor)
    return True


def _move(use_case: UseCase, to: Stage, reason: str, actor: Actor) -> StageChange | None:
    """The caller tells the people of the case, and says for which cause."""
    move_stage(use_case, to=to, actor=actor, reason=reason, is_told=True)
    use_case.refresh_from_db(fields=["stage"])
    return _last_move(use_case)


def _last_move(use_case: UseCase) -> StageChange | None:
    """How the case came where it is."""
    moves = StageChange.objects.filter(use_case=use_case)
    last: StageChange | None = moves.order_by("-changed_at", "-pk").first()
    return last
