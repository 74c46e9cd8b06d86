"""Plan the end of a use case, and settle step by step what its gate asks for."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.authorization import require
from coe_portal.audit.recording import record
from coe_portal.collaboration.actions import attach_file
from coe_portal.errors import InvalidInput, InvalidTransition, RuleViolation
from coe_portal.tenancy.clock import today_here
from coe_portal.tenancy.references import next_number
from intake.models.use_cases import UseCase
from registry.actions.operations import end_deployment
from registry.choices import Disposal, RetirementState, RetirementStep
from registry.declarations import retirement as told
from registry.messages import retirement as messages
from registry.models.retirement import RetirementPlan, RetirementTask
from registry.permissions.retirement import PLAN_RETIREMENT
from registry.queries.retirement import newest_pack, open_plan, running_deployments

PROVEN = frozenset({Disposal.DESTROYED, Disposal.RETURNED})
"""Disposals that somebody certifies."""


@dataclass(frozen=True)
class PlanTerms:
    """Why a use case ends, and by when."""

    reason: str
    wanted_on: dt.date


@dataclass(frozen=True, kw_only=True)
class Settlement:
    """What was done for one step; each step reads what is its own.

    `end_running` ends deployments that still run, `successor` is the use case that takes over
    (None: there is none), `disposal` and `file` say and show what became of the data.
    """

    note: str
    end_running: bool = False
    successor: UseCase | None = None
    disposal: Disposal | None = None
    file: File[bytes] | None = None


@transaction.atomic
def plan_retirement(use_case: UseCase, terms: PlanTerms, *, actor: Actor) -> RetirementPlan:
    """Open the way into retirement; nothing ends before its gate is passed."""
    use_case = UseCase.objects.locked(use_case.pk)
    require(actor, PLAN_RETIREMENT.code, use_case)
    if use_case.is_closed:
        raise InvalidTransition(_("This use case is over already."))
    if open_plan(use_case) is not None:
        raise InvalidTransition(_("Its retirement is planned already."))
    _check_terms(terms)
    return plan_for(use_case, terms, actor=actor)


@transaction.atomic(savepoint=False)
def plan_for(use_case: UseCase, terms: PlanTerms, *, actor: Actor) -> RetirementPlan:
    """The plan of a use case that a decision ends; the one that is open already, if there is one.

    The caller has locked the use case.
    """
    known = open_plan(use_case)
    if known is not None:
        return known
    plan: RetirementPlan = RetirementPlan.objects.create(
        number=next_number(RetirementPlan.PREFIX),
        use_case=use_case,
        reason=terms.reason.strip(),
        wanted_on=terms.wanted_on,
        opened_by=actor.membership,
    )
    for step in RetirementStep:
        RetirementTask.objects.create(plan=plan, step=step)
    messages.tell_of_plan(plan, actor)
    record(
        told.RETIREMENT_PLANNED,
        plan,
        actor=actor,
        after={"wanted_on": plan.wanted_on},
        reason=plan.reason,
        root=use_case,
    )
    return plan


@transaction.atomic
def change_plan(plan: RetirementPlan, terms: PlanTerms, *, actor: Actor) -> RetirementPlan:
    """Another day, or better words."""
    plan = _open(plan, actor)
    _check_terms(terms, before=plan.wanted_on)
    before = {"wanted_on": plan.wanted_on, "reason": plan.reason}
    plan.wanted_on, plan.reason = terms.wanted_on, terms.reason.strip()
    plan.save(update_fields=["wanted_on", "reason", "updated_at"])
    after = {"wanted_on": plan.wanted_on, "reason": plan.reason}
    record(
        told.RETIREMENT_CHANGED, plan, actor=actor, before=before, after=after, root=plan.use_case
    )
    return plan


@transaction.atomic
def settle_step(
    plan: RetirementPlan, step: RetirementStep, settlement: Settlement, *, actor: Actor
) -> RetirementTask:
    """Say what was done, and by what it shows.

    Raises:
        RuleViolation: something still runs, or the audit PDF is missing.
    """
    plan = _open(plan, actor)
    task = plan.steps.locked_rows().get(step=step)
    if task.is_done:
        raise InvalidTransition(_("This is settled already."))
    if not settlement.note.strip():
        raise InvalidInput(_("Say what was done."), errors={"note": [_("Say what was done.")]})
    _SETTLERS[step](plan, task, settlement, actor)
    task.note = settlement.note.strip()
    task.done_at, task.done_by = timezone.now(), actor.membership
    task.save()
    after = {"step": step, "shown_by": task.shown_by, "sha256": task.digest}
    if step == RetirementStep.SUCCESSOR:
        after["successor"] = plan.successor.reference if plan.successor else ""
    if step == RetirementStep.DATA:
        after["data"] = task.disposal
    record(
        told.RETIREMENT_STEP_DONE,
        plan,
        actor=actor,
        after=after,
        reason=task.note,
        root=plan.use_case,
    )
    return task


@transaction.atomic
def reopen_step(
    plan: RetirementPlan, step: RetirementStep, reason: str, *, actor: Actor
) -> RetirementTask:
    """It was not so after all; what was said stays in the trail."""
    plan = _open(plan, actor)
    task: RetirementTask = plan.steps.locked_rows().get(step=step)
    if not task.is_done:
        raise InvalidTransition(_("This is not settled yet."))
    if not reason.strip():
        raise InvalidInput(_("Say why."), errors={"reason": [_("Say why.")]})
    before = {"note": task.note, "shown_by": task.shown_by, "data": task.disposal}
    task.note = task.disposal = task.shown_by = task.digest = ""
    task.attachment = task.done_at = task.done_by = None
    task.save()
    if step == RetirementStep.SUCCESSOR:
        plan.successor = None
        plan.save(update_fields=["successor", "updated_at"])
    record(
        told.RETIREMENT_STEP_REOPENED,
        plan,
        actor=actor,
        before={"step": step, **before},
        reason=reason.strip(),
        root=plan.use_case,
    )
    return task


@transaction.atomic
def cancel_plan(plan: RetirementPlan, reason: str, *, actor: Actor) -> RetirementPlan:
    """The use case goes on after all."""
    plan = _open(plan, actor)
    if not reason.strip():
        raise InvalidInput(_("Say why."), errors={"reason": [_("Say why.")]})
    return _close(plan, RetirementState.CANCELLED, reason.strip(), actor)


@transaction.atomic(savepoint=False)
def complete_plan(use_case: UseCase, *, actor: Actor) -> RetirementPlan | None:
    """The use case has passed the gate: its plan is done. The caller has locked the case."""
    plan = _running(use_case)
    return None if plan is None else _close(plan, RetirementState.COMPLETED, "", actor)


@transaction.atomic(savepoint=False)
def drop_plan(use_case: UseCase, *, actor: Actor) -> RetirementPlan | None:
    """The use case is over in another way. The caller has locked the case."""
    plan = _running(use_case)
    if plan is None:
        return None
    reason = _("The use case is over: %(stage)s.") % {"stage": use_case.get_stage_display()}
    return _close(plan, RetirementState.CANCELLED, reason, actor)


def _running(use_case: UseCase) -> RetirementPlan | None:
    plan = RetirementPlan.objects.open().filter(use_case=use_case).locked_rows().first()
    if plan is not None:
        plan.use_case = use_case
    return plan


def _close(
    plan: RetirementPlan, state: RetirementState, reason: str, actor: Actor
) -> RetirementPlan:
    plan.state, plan.closed_because, plan.closed_at = state, reason, timezone.now()
    plan.save(update_fields=["state", "closed_because", "closed_at", "updated_at"])
    messages.tell_of_end(plan, actor)
    is_done = state == RetirementState.COMPLETED
    record(
        told.RETIREMENT_COMPLETED if is_done else told.RETIREMENT_CANCELLED,
        plan,
        actor=actor,
        after={"state": state},
        reason=reason,
        root=plan.use_case,
    )
    return plan


def _open(plan: RetirementPlan, actor: Actor) -> RetirementPlan:
    """The plan under lock, its use case before it, while something can still be settled."""
    case = UseCase.objects.locked(plan.use_case_id)
    locked: RetirementPlan = RetirementPlan.objects.select_related("successor").locked(plan.pk)
    locked.use_case = case
    require(actor, PLAN_RETIREMENT.code, locked)
    if not locked.is_open:
        raise InvalidTransition(_("This plan has ended."))
    return locked


def _check_terms(terms: PlanTerms, before: dt.date | None = None) -> None:
    if not terms.reason.strip():
        raise InvalidInput(_("Say why."), errors={"reason": [_("Say why.")]})
    if terms.wanted_on < today_here() and terms.wanted_on != before:
        message = _("This day is past.")
        raise InvalidInput(message, errors={"wanted_on": [message]})


def _settle_access(
    plan: RetirementPlan, task: RetirementTask, settlement: Settlement, actor: Actor
) -> None:
    """Nothing runs any more; the note says what else gave access: keys, groups, accounts."""
    running = running_deployments(plan.use_case)
    if running and not settlement.end_running:
        names = ", ".join(f"{one.version} {one}" for one in running[:10])
        raise RuleViolation(
            _("It still runs: %(deployments)s.") % {"deployments": names},
            code="registry.still_runs",
        )
    for deployment in running:
        end_deployment(deployment, actor=actor)
    task.shown_by = ", ".join(f"{one.version} {one}" for one in running)[:255]


def _settle_evidence(
    plan: RetirementPlan, task: RetirementTask, _settlement: Settlement, _actor: Actor
) -> None:
    """The audit PDF of the whole story, made since the plan was opened."""
    pack = newest_pack(plan)
    if pack is None:
        raise RuleViolation(
            _("Make the audit PDF of the use case first: it is what is archived."),
            code="registry.no_evidence",
        )
    task.shown_by, task.digest = f"{pack.reference} {pack.file_name}"[:255], pack.file_sha256


def _settle_successor(
    plan: RetirementPlan, _task: RetirementTask, settlement: Settlement, _actor: Actor
) -> None:
    if settlement.successor is not None and settlement.successor.pk == plan.use_case_id:
        message = _("Nothing succeeds itself.")
        raise InvalidInput(message, errors={"successor": [message]})
    plan.successor = settlement.successor
    plan.save(update_fields=["successor", "updated_at"])


def _settle_data(
    plan: RetirementPlan, task: RetirementTask, settlement: Settlement, actor: Actor
) -> None:
    """Destroyed or given back: the certificate shows it."""
    if settlement.disposal is None:
        message = _("Say what became of the data.")
        raise InvalidInput(message, errors={"disposal": [message]})
    if settlement.disposal in PROVEN and settlement.file is None:
        message = _("Add the certificate, or another proof.")
        raise InvalidInput(message, errors={"file": [message]})
    task.disposal = settlement.disposal
    if settlement.file is not None:
        attachment = attach_file(plan, settlement.file, actor=actor)
        task.attachment = attachment
        task.shown_by, task.digest = attachment.name, attachment.sha256


_SETTLERS: dict[RetirementStep, Any] = {
    RetirementStep.ACCESS: _settle_access,
    RetirementStep.EVIDENCE: _settle_evidence,
    RetirementStep.SUCCESSOR: _settle_successor,
    RetirementStep.DATA: _settle_data,
}
