"""What is done about a risk: planned with a date, done only with a note of what came of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.authorization import require
from coe_portal.accounts.models import Membership
from coe_portal.audit.catalogue import AuditAction
from coe_portal.audit.recording import changes, record
from coe_portal.errors import InvalidInput, InvalidTransition, RuleViolation
from coe_portal.tenancy.clock import today_here
from governance.choices import RiskState, TreatmentKind, TreatmentState
from governance.declarations import risks as told
from governance.messages.risks import tell
from governance.models.risks import Risk, RiskTreatment
from governance.permissions.risks import CHANGE_RISK, SETTLE_TREATMENT
from governance.queries.risks import case_of

MOST_TREATMENTS = 50
TERMS = ("kind", "text", "owner", "due_on")


@dataclass(frozen=True)
class TreatmentTerms:
    """How, what, by whom and until when."""

    kind: TreatmentKind
    text: str
    owner: Membership
    due_on: dt.date


@transaction.atomic
def plan_treatment(risk: Risk, terms: TreatmentTerms, *, actor: Actor) -> RiskTreatment:
    """Add something that is done about the risk."""
    risk = _live(risk.pk)
    require(actor, CHANGE_RISK.code, risk)
    _check_day(terms.due_on)
    last = risk.treatments.aggregate(last=Max("position"))["last"] or 0
    if last >= MOST_TREATMENTS:
        most = {"most": MOST_TREATMENTS}
        raise RuleViolation(_("A risk has at most %(most)s treatments.") % most)
    treatment: RiskTreatment = RiskTreatment.objects.create(
        risk=risk, position=last + 1, **{name: getattr(terms, name) for name in TERMS}
    )
    _tell_owner(treatment, actor)
    _record(told.TREATMENT_PLANNED, treatment, actor, after=_facts(treatment))
    return treatment


@transaction.atomic
def change_treatment(
    treatment: RiskTreatment, terms: TreatmentTerms, *, actor: Actor
) -> RiskTreatment:
    """Change what is planned; what is settled stays as it is."""
    treatment = _planned(treatment)
    before = RiskTreatment.objects.select_related("owner__user").get(pk=treatment.pk)
    require(actor, CHANGE_RISK.code, treatment.risk)
    if terms.due_on != before.due_on:
        _check_day(terms.due_on)
    for name in TERMS:
        setattr(treatment, name, getattr(terms, name))
    treatment.save(update_fields=[*TERMS, "updated_at"])
    was, now = changes(before, treatment, TERMS)
    if before.owner_id != treatment.owner_id:
        _tell_owner(treatment, actor)
    if now:
        _record(told.TREATMENT_CHANGED, treatment, actor, before=was, after=now)
    return treatment


@transaction.atomic
def finish_treatment(treatment: RiskTreatment, note: str, *, actor: Actor) -> RiskTreatment:
    """It is done, and this came of it. The residual rating is for the owner to judge anew."""
    return _settle(treatment, TreatmentState.DONE, note, actor)


@transaction.atomic
def drop_treatment(treatment: RiskTreatment, note: str, *, actor: Actor) -> RiskTreatment:
    """It is not done, for this reason."""
    return _settle(treatment, TreatmentState.DROPPED, note, actor)


def _settle(
    treatment: RiskTreatment, state: TreatmentState, note: str, actor: Actor
) -> RiskTreatment:
    treatment = _planned(treatment)
    require(actor, SETTLE_TREATMENT.code, treatment)
    if not note.strip():
        message = _("Say what came of it.")
        raise InvalidInput(message, errors={"note": [message]})
    treatment.state = state
    treatment.note = note.strip()
    treatment.settled_at = timezone.now()
    treatment.settled_by = actor.label
    treatment.save(update_fields=["state", "note", "settled_at", "settled_by", "updated_at"])
    action = told.TREATMENT_DONE if state == TreatmentState.DONE else told.TREATMENT_DROPPED
    _record(action, treatment, actor, after={"state": state}, reason=treatment.note)
    return treatment


def _live(pk: int) -> Risk:
    risk: Risk = Risk.objects.select_related("owner__user").locked(pk)
    if risk.state == RiskState.CLOSED:
        raise InvalidTransition(_("A closed risk is kept as it is: open it again first."))
    return risk


def _planned(treatment: RiskTreatment) -> RiskTreatment:
    """The treatment below its risk, both locked."""
    risk = _live(treatment.risk_id)
    locked: RiskTreatment = RiskTreatment.objects.select_related("owner__user").locked(treatment.pk)
    locked.risk = risk
    if not locked.is_planned:
        raise InvalidTransition(_("This treatment is settled already."))
    return locked


def _check_day(day: dt.date) -> None:
    if day < today_here():
        message = _("This day is past.")
        raise InvalidInput(message, errors={"due_on": [message]})


def _tell_owner(treatment: RiskTreatment, actor: Actor) -> None:
    if treatment.owner_id != actor.membership_id:
        tell(
            told.TREATMENT_GIVEN,
            [treatment.owner],
            treatment.risk,
            treatment.due_on,
            treatment=treatment.text[:500],
        )


def _facts(treatment: RiskTreatment) -> dict[str, Any]:
    return {name: getattr(treatment, name) for name in TERMS}


def _record(
    action: AuditAction,
    treatment: RiskTreatment,
    actor: Actor,
    *,
    after: dict[str, Any],
    before: dict[str, Any] | None = None,
    reason: str = "",
) -> None:
    """Told of the risk, so that its page shows it; the number says which treatment."""
    record(
        action,
        treatment.risk,
        actor=actor,
        before=before,
        after={"treatment": treatment.position, **after},
        reason=reason,
        root=case_of(treatment.risk),
    )
