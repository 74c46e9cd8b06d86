"""Launch a CoE: start the plan of 90 days, give its steps to people, settle them with evidence."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.authorization import require
from coe_portal.accounts.models import Membership
from coe_portal.audit.recording import record
from coe_portal.errors import InvalidInput, InvalidTransition, NotAllowed
from coe_portal.notifications.dispatch import notify
from coe_portal.tenancy.addresses import org_url
from metrics.choices import StepState
from metrics.declarations import health as told
from metrics.launch_template import TEMPLATE, phase_of
from metrics.models.launch import LaunchPlan, LaunchStep
from metrics.permissions.health import SETTLE_STEP, STEER_HEALTH

MOST_STEPS = 200


@dataclass(frozen=True)
class StepTerms:
    """What to do, by when, and who sees to it."""

    title: str
    due_on: dt.date
    owner: Membership | None = None


@dataclass(frozen=True)
class Settlement:
    """Whether a step is done or not needed, and what shows it."""

    state: StepState
    evidence: str


@transaction.atomic
def start_launch(starts_on: dt.date, *, actor: Actor) -> LaunchPlan:
    """Start a plan with the steps of the guides.

    Raises:
        InvalidTransition: one is running.
    """
    require(actor, STEER_HEALTH.code)
    if LaunchPlan.objects.all().current() is not None:
        raise InvalidTransition(_("A launch plan is running already."), code="launch.running")
    plan: LaunchPlan = LaunchPlan.objects.create(starts_on=starts_on, started_by=_member(actor))
    steps = [
        LaunchStep(
            plan=plan,
            position=position,
            phase=step.phase,
            title=str(step.title),
            due_on=starts_on + dt.timedelta(days=step.day - 1),
        )
        for position, step in enumerate(TEMPLATE, start=1)
    ]
    for step in steps:
        step.enter_organization()
    LaunchStep.objects.bulk_create(steps)
    record(
        told.LAUNCH_STARTED, plan, actor=actor, after={"starts_on": starts_on, "steps": len(steps)}
    )
    return plan


@transaction.atomic
def end_launch(plan: LaunchPlan, *, actor: Actor) -> LaunchPlan:
    """End the plan, whatever is still open.

    Raises:
        InvalidTransition: it has ended.
    """
    require(actor, STEER_HEALTH.code)
    plan = _locked_running(plan)
    plan.ended_at = timezone.now()
    plan.save(update_fields=["ended_at", "updated_at"])
    record(told.LAUNCH_ENDED, plan, actor=actor, after={"open_steps": plan.steps.open().count()})
    return plan


@transaction.atomic
def add_step(plan: LaunchPlan, terms: StepTerms, *, actor: Actor) -> LaunchStep:
    """Add a step of one's own.

    Raises:
        InvalidInput: no text, a day before the plan, or a plan that has enough.
    """
    require(actor, STEER_HEALTH.code)
    plan = _locked_running(plan)
    _check(plan, terms)
    last = plan.steps.aggregate(last=Max("position"))["last"] or 0
    if last >= MOST_STEPS:
        raise InvalidInput(_("This plan has enough steps."))
    step: LaunchStep = LaunchStep.objects.create(
        plan=plan,
        position=last + 1,
        phase=phase_of((terms.due_on - plan.starts_on).days + 1),
        title=terms.title.strip(),
        due_on=terms.due_on,
        owner=terms.owner,
    )
    _tell_owner(step, None, actor)
    record(told.STEP_ADDED, step, actor=actor, after=_facts(step), root=plan)
    return step


@transaction.atomic
def plan_step(step: LaunchStep, terms: StepTerms, *, actor: Actor) -> LaunchStep:
    """Change what is to be done, by when, or by whom."""
    require(actor, STEER_HEALTH.code)
    step = _locked_step(step)
    _check(step.plan, terms)
    before, owner = _facts(step), step.owner_id
    step.title, step.due_on, step.owner = terms.title.strip(), terms.due_on, terms.owner
    step.phase = phase_of((terms.due_on - step.plan.starts_on).days + 1)
    step.save(update_fields=["title", "due_on", "owner", "phase", "updated_at"])
    _tell_owner(step, owner, actor)
    record(told.STEP_PLANNED, step, actor=actor, before=before, after=_facts(step), root=step.plan)
    return step


@transaction.atomic
def settle_step(step: LaunchStep, settlement: Settlement, *, actor: Actor) -> LaunchStep:
    """Say that a step is done or not needed, and what shows it.

    Raises:
        NotAllowed: neither the owner nor staff.
        InvalidTransition: it is settled.
        InvalidInput: nothing shows it.
    """
    step = _locked_step(step)
    require(actor, SETTLE_STEP.code, step)
    if step.state != StepState.OPEN:
        raise InvalidTransition(_("This step is settled."), code="launch.settled")
    if settlement.state == StepState.OPEN or not settlement.evidence.strip():
        message = _("Say what shows it, or why it is not needed.")
        raise InvalidInput(message, errors={"evidence": [message]})
    step.state, step.evidence = settlement.state, settlement.evidence.strip()
    step.settled_at, step.settled_by = timezone.now(), _member(actor)
    _save_state(step)
    record(
        told.STEP_SETTLED,
        step,
        actor=actor,
        before={"state": StepState.OPEN},
        after={"state": step.state},
        reason=step.evidence,
        root=step.plan,
    )
    return step


@transaction.atomic
def reopen_step(step: LaunchStep, *, actor: Actor) -> LaunchStep:
    """Take a settlement back; its evidence stays to be read in the trail.

    Raises:
        InvalidTransition: it is open.
    """
    require(actor, STEER_HEALTH.code)
    step = _locked_step(step)
    if step.state == StepState.OPEN:
        raise InvalidTransition(_("This step is open."), code="launch.open")
    before = step.state
    step.state, step.evidence = StepState.OPEN, ""
    step.settled_at, step.settled_by = None, None
    _save_state(step)
    record(
        told.STEP_REOPENED,
        step,
        actor=actor,
        before={"state": before},
        after={"state": step.state},
        root=step.plan,
    )
    return step


def _save_state(step: LaunchStep) -> None:
    step.save(update_fields=["state", "evidence", "settled_at", "settled_by", "updated_at"])


def _tell_owner(step: LaunchStep, before: int | None, actor: Actor) -> None:
    if step.owner is None or step.owner_id == before or actor.is_member(step.owner_id):
        return
    notify(
        told.STEP_GIVEN,
        [step.owner],
        step,
        context={"step": step.title, "due": date_format(step.due_on, "j F Y")},
        url=org_url("metrics:launch_settle", position=step.position),
    )


def _facts(step: LaunchStep) -> dict[str, object]:
    owner = step.owner.display_name if step.owner else ""
    return {"title": step.title, "due_on": step.due_on, "owner": owner}


def _locked_running(plan: LaunchPlan) -> LaunchPlan:
    locked: LaunchPlan = LaunchPlan.objects.locked(plan.pk)
    if locked.ended_at is not None:
        raise InvalidTransition(_("This launch plan has ended."), code="launch.ended")
    return locked


def _locked_step(step: LaunchStep) -> LaunchStep:
    """The plan first, then its step."""
    plan = _locked_running(step.plan)
    locked: LaunchStep = LaunchStep.objects.select_related("owner__user").locked(step.pk)
    locked.plan = plan
    return locked


def _check(plan: LaunchPlan, terms: StepTerms) -> None:
    if not terms.title.strip():
        message = _("Say what is to be done.")
        raise InvalidInput(message, errors={"title": [message]})
    if terms.due_on < plan.starts_on:
        message = _("The plan begins later.")
        raise InvalidInput(message, errors={"due_on": [message]})


def _member(actor: Actor) -> Membership:
    if actor.membership is None:
        raise NotAllowed(_("A member does this, not the portal."))
    return actor.membership
