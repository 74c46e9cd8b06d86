"""Live with a risk: somebody entitled, never the owner, for a reason and until a day."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.authorization import require
from coe_portal.audit.recording import record
from coe_portal.errors import InvalidInput, InvalidTransition
from coe_portal.tenancy.clock import today_here
from governance.choices import AcceptanceEnd, RiskState
from governance.declarations import risks as told
from governance.messages.risks import tell
from governance.models.risks import Risk, RiskAcceptance
from governance.permissions.risks import ACCEPT_RISK
from governance.queries.risks import case_of

LONGEST = dt.timedelta(days=366)


@dataclass(frozen=True)
class AcceptanceTerms:
    """Why, and until when."""

    reason: str
    expires_on: dt.date


@transaction.atomic
def accept_risk(risk: Risk, terms: AcceptanceTerms, *, actor: Actor) -> RiskAcceptance:
    """Accept the risk at the size it has now.

    Raises:
        NotAllowed: it is the actor's own, or too severe for the actor.
        InvalidTransition: it is accepted already, or closed.
        InvalidInput: no reason, or a day that is past or more than a year away.
    """
    risk = _locked(risk)
    require(actor, ACCEPT_RISK.code, risk)
    member = actor.membership
    assert member is not None  # noqa: S101  (only members may accept)
    if risk.state != RiskState.OPEN:
        raise InvalidTransition(_("Only an open risk can be accepted."), code="risk.not_open")
    _check(terms)
    acceptance: RiskAcceptance = RiskAcceptance.objects.create(
        risk=risk,
        accepted_by=member,
        accepted_at=timezone.now(),
        reason=terms.reason.strip(),
        score=risk.current.score,
        expires_on=terms.expires_on,
    )
    _set_state(risk, RiskState.ACCEPTED)
    tell(
        told.RISK_WAS_ACCEPTED,
        [risk.owner],
        risk,
        terms.expires_on,
        member=str(member),
        reason=acceptance.reason,
    )
    record(
        told.RISK_ACCEPTED,
        risk,
        actor=actor,
        after={"score": acceptance.score, "band": risk.band, "expires_on": terms.expires_on},
        reason=acceptance.reason,
        root=case_of(risk),
    )
    return acceptance


@transaction.atomic
def withdraw_acceptance(risk: Risk, reason: str, *, actor: Actor) -> Risk:
    """No longer live with it: the risk is open again."""
    risk = _locked(risk)
    require(actor, ACCEPT_RISK.code, risk)
    if not reason.strip():
        raise InvalidInput(_("Say why."), errors={"reason": [_("Say why.")]})
    return end_acceptance(risk, AcceptanceEnd.WITHDRAWN, actor=actor, reason=reason.strip())


@transaction.atomic
def lapse_acceptance(risk: Risk, *, actor: Actor) -> bool:
    """End an acceptance whose last day is past; whether it did. Does nothing a second time."""
    risk = _locked(risk)
    running = risk.acceptances.running().first()
    if running is None or running.expires_on >= today_here():
        return False
    end_acceptance(risk, AcceptanceEnd.LAPSED, actor=actor)
    return True


def end_acceptance(risk: Risk, end: AcceptanceEnd, *, actor: Actor, reason: str = "") -> Risk:
    """The risk, which the caller has locked, is open again; owner and acceptor are told."""
    acceptance = risk.acceptances.select_related("accepted_by__user").running().first()
    if acceptance is None:
        raise InvalidTransition(_("Nobody accepts this risk now."), code="risk.not_accepted")
    acceptance.ended_at = timezone.now()
    acceptance.ended_by = actor.label
    acceptance.end = end
    acceptance.end_reason = reason
    acceptance.save(update_fields=["ended_at", "ended_by", "end", "end_reason", "updated_at"])
    _set_state(risk, RiskState.OPEN)
    if end != AcceptanceEnd.CLOSED:
        why = f"{end.label}. {reason}".rstrip(". ")
        people = [risk.owner, acceptance.accepted_by]
        tell(told.ACCEPTANCE_OVER, people, risk, acceptance.expires_on, reason=why)
    record(
        told.ACCEPTANCE_ENDED,
        risk,
        actor=actor,
        before={"state": RiskState.ACCEPTED, "expires_on": acceptance.expires_on},
        after={"state": RiskState.OPEN, "why": end},
        reason=reason,
        root=case_of(risk),
    )
    return risk


def _locked(risk: Risk) -> Risk:
    locked: Risk = Risk.objects.select_related("owner__user").locked(risk.pk)
    return locked


def _set_state(risk: Risk, state: RiskState) -> None:
    risk.state = state
    risk.save(update_fields=["state", "updated_at"])


def _check(terms: AcceptanceTerms) -> None:
    if not terms.reason.strip():
        raise InvalidInput(_("Say why."), errors={"reason": [_("Say why.")]})
    today = today_here()
    if not today < terms.expires_on <= today + LONGEST:
        message = _("Choose a day within a year from now.")
        raise InvalidInput(message, errors={"expires_on": [message]})
