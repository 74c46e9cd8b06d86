"""Raise, change, assess, link and close risks. Acceptance has a module of its own."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.authorization import require
from coe_portal.accounts.models import Membership
from coe_portal.audit.recording import changes, record
from coe_portal.errors import InvalidInput, InvalidTransition, NotAllowed, RuleViolation
from coe_portal.tenancy.clock import today_here
from coe_portal.tenancy.references import next_number
from governance.actions.risk_acceptance import end_acceptance
from governance.choices import AcceptanceEnd, RiskCategory, RiskState
from governance.declarations import risks as told
from governance.logic.risks import LEVELS, SEVERE, Loss, Rating, may_move
from governance.messages.risks import tell
from governance.models.risks import Risk, RiskLink
from governance.permissions.risks import CHANGE_RISK, CLOSE_RISK, RAISE_RISK
from governance.queries.risks import case_of, library_entry
from governance.risk_subjects import find_subject
from intake.models.use_cases import UseCase

MOST_LINKS = 50


@dataclass(frozen=True, kw_only=True)
class RiskTerms:
    """What a risk is, who owns it, and when it is looked at again."""

    title: str
    category: RiskCategory
    owner: Membership
    review_on: dt.date
    description: str = ""
    cause: str = ""
    consequence: str = ""


@dataclass(frozen=True, kw_only=True)
class NewRisk(RiskTerms):
    """A risk with its rating before anything is done.

    `library_id` is the entry of the library that it was taken from, and `about` the reference of
    what it concerns, such as UC-42; empty for none.
    """

    likelihood: int
    impact: int
    library_id: str = ""
    about: str = ""


@dataclass(frozen=True, kw_only=True)
class Ratings:
    """How large a risk is: before and after treatment, and in money; all that is not known is None.

    The amounts are in the organization's currency, for one event; `frequency` is events a year.
    """

    inherent_likelihood: int
    inherent_impact: int
    residual_likelihood: int | None = None
    residual_impact: int | None = None
    loss_low: Decimal | None = None
    loss_likely: Decimal | None = None
    loss_high: Decimal | None = None
    frequency: Decimal | None = None
    reason: str = ""

    @property
    def inherent(self) -> Rating:
        return Rating(self.inherent_likelihood, self.inherent_impact)


TERMS = tuple(field.name for field in fields(RiskTerms))
MONEY = ("loss_low", "loss_likely", "loss_high", "frequency")
RATINGS = tuple(field.name for field in fields(Ratings) if field.name != "reason")


@transaction.atomic
def raise_risk(new: NewRisk, *, actor: Actor) -> Risk:
    """Put a risk into the register, linked to what it is about."""
    require(actor, RAISE_RISK.code)
    _check_levels(likelihood=new.likelihood, impact=new.impact)
    if new.library_id and library_entry(new.library_id) is None:
        raise InvalidInput(_("The library has no such entry."))
    values = {name: getattr(new, name) for name in TERMS}
    risk: Risk = Risk.objects.create(
        number=next_number(Risk.PREFIX),
        raised_by=actor.membership,
        inherent_likelihood=new.likelihood,
        inherent_impact=new.impact,
        library_id=new.library_id,
        **values,
    )
    if new.about:
        _link(risk, _found(new.about, "about", actor))
    _tell_owner(risk, actor)
    record(told.RISK_RAISED, risk, actor=actor, after=_facts(new), root=case_of(risk))
    return risk


@transaction.atomic
def change_risk(risk: Risk, terms: RiskTerms, *, actor: Actor) -> Risk:
    """Say better what it is, give it to somebody else, or set the day of the next review."""
    before, risk = _live(risk, actor), _live(risk, actor)
    for name in TERMS:
        setattr(risk, name, getattr(terms, name))
    risk.save(update_fields=[*TERMS, "updated_at"])
    was, now = changes(before, risk, TERMS)
    if before.owner_id != risk.owner_id:
        _tell_owner(risk, actor)
    if now:
        record(told.RISK_CHANGED, risk, actor=actor, before=was, after=now, root=case_of(risk))
    return risk


@transaction.atomic
def assess_risk(risk: Risk, ratings: Ratings, *, actor: Actor) -> Risk:
    """Rate it anew. An acceptance holds for the size that was accepted: it ends when it grows.

    Raises:
        NotAllowed: its owner says that a severe risk is none any more.
    """
    before, risk = _live(risk, actor), _live(risk, actor)
    _check_ratings(ratings)
    for name in RATINGS:
        setattr(risk, name, getattr(ratings, name))
    risk.annual_loss = risk.loss.annual if risk.loss else None
    _note_rated_down(before, risk, actor)
    risk.save(update_fields=[*RATINGS, "annual_loss", "rated_down_by", "updated_at"])
    was, now = changes(before, risk, (*RATINGS, "annual_loss"))
    accepted = risk.acceptances.running().first()
    if accepted is not None and risk.current.score > accepted.score:
        risk = end_acceptance(risk, AcceptanceEnd.WORSE, actor=actor, reason=ratings.reason)
    record(
        told.RISK_ASSESSED,
        risk,
        actor=actor,
        before=was,
        after={**now, "score": risk.current.score, "band": risk.band},
        reason=ratings.reason,
        root=case_of(risk),
    )
    return risk


@transaction.atomic
def review_risk(risk: Risk, note: str, next_on: dt.date, *, actor: Actor) -> Risk:
    """Look at it again: it stands as it is until the next date."""
    risk = _live(risk, actor)
    if not note.strip():
        raise InvalidInput(_("Say what you found."), errors={"note": [_("Say what you found.")]})
    if next_on <= today_here():
        message = _("The next review is still to come.")
        raise InvalidInput(message, errors={"next_on": [message]})
    before, risk.review_on = risk.review_on, next_on
    risk.save(update_fields=["review_on", "updated_at"])
    record(
        told.RISK_REVIEWED,
        risk,
        actor=actor,
        before={"review_on": before},
        after={"review_on": next_on},
        reason=note.strip(),
        root=case_of(risk),
    )
    return risk


@transaction.atomic
def close_risk(risk: Risk, reason: str, *, actor: Actor) -> Risk:
    """It can no longer happen. An acceptance ends with it."""
    risk = _locked(risk)
    require(actor, CLOSE_RISK.code, risk)
    reason = _said(reason)
    if risk.state == RiskState.ACCEPTED:
        risk = end_acceptance(risk, AcceptanceEnd.CLOSED, actor=actor, reason=reason)
    _move(risk, RiskState.CLOSED)
    record(told.RISK_CLOSED, risk, actor=actor, reason=reason, root=case_of(risk))
    return risk


@transaction.atomic
def reopen_risk(risk: Risk, reason: str, *, actor: Actor) -> Risk:
    """It can happen after all."""
    risk = _locked(risk)
    require(actor, CHANGE_RISK.code, risk)
    if risk.state != RiskState.CLOSED:
        raise InvalidTransition(_("Only a closed risk can be opened again."))
    _move(risk, RiskState.OPEN)
    record(told.RISK_REOPENED, risk, actor=actor, reason=_said(reason), root=case_of(risk))
    return risk


@transaction.atomic
def link_risk(risk: Risk, reference: str, *, actor: Actor) -> RiskLink:
    """Say that it is about an object, such as UC-42, that the actor may see."""
    risk = _live(risk, actor)
    subject = _found(reference, "reference", actor)
    link = _link(risk, subject)
    record(
        told.RISK_LINKED,
        risk,
        actor=actor,
        after={"about": subject},
        root=_case_or_first(subject, risk),
    )
    return link


@transaction.atomic
def unlink_risk(risk: Risk, link: int, subject: Model, *, actor: Actor) -> None:
    """It is not about this object after all; `link` is the key of the link to it."""
    risk = _live(risk, actor)
    if not risk.links.filter(pk=link).delete()[0]:
        raise InvalidTransition(_("This link is gone already."))
    record(
        told.RISK_UNLINKED,
        risk,
        actor=actor,
        before={"about": subject},
        root=_case_or_first(subject, risk),
    )


def _facts(terms: RiskTerms) -> dict[str, Any]:
    """The terms by name, members as they are: `asdict()` would copy them."""
    return {field.name: getattr(terms, field.name) for field in fields(terms)}


def _locked(risk: Risk) -> Risk:
    locked: Risk = Risk.objects.select_related("owner__user").locked(risk.pk)
    return locked


def _live(risk: Risk, actor: Actor) -> Risk:
    risk = _locked(risk)
    require(actor, CHANGE_RISK.code, risk)
    if risk.state == RiskState.CLOSED:
        raise InvalidTransition(_("A closed risk is kept as it is: open it again first."))
    return risk


def _move(risk: Risk, state: RiskState) -> None:
    if not may_move(RiskState(risk.state), state):
        raise InvalidTransition(_("This is so already."))
    risk.state = state
    risk.save(update_fields=["state", "updated_at"])


def _link(risk: Risk, subject: Model) -> RiskLink:
    kind = subject._meta.label_lower
    if risk.links.count() >= MOST_LINKS:
        raise RuleViolation(_("A risk has at most %(most)s links.") % {"most": MOST_LINKS})
    link, is_new = RiskLink.objects.get_or_create(
        risk=risk, subject_type=kind, subject_id=subject.pk
    )
    if not is_new:
        raise RuleViolation(_("It is linked already."))
    return link


def _found(reference: str, field: str, actor: Actor) -> Model:
    """What the reference names, for somebody who may see it."""
    member = actor.membership
    subject = find_subject(reference.strip(), member) if member else None
    if subject is None:
        message = _("There is nothing with this reference.")
        raise InvalidInput(message, errors={field: [message]})
    return subject


def _case_or_first(subject: Model, risk: Risk) -> UseCase | None:
    return subject if isinstance(subject, UseCase) else case_of(risk)


def _tell_owner(risk: Risk, actor: Actor) -> None:
    if risk.owner_id != actor.membership_id:
        tell(told.RISK_GIVEN, [risk.owner], risk, risk.review_on)


def _said(reason: str) -> str:
    if not reason.strip():
        raise InvalidInput(_("Say why."), errors={"reason": [_("Say why.")]})
    return reason.strip()


def _note_rated_down(before: Risk, risk: Risk, actor: Actor) -> None:
    """Who makes a risk smaller does not accept it; what is severe its owner does not make small."""
    if risk.current.score >= before.current.score:
        return
    if actor.is_member(risk.owner_id) and before.band in SEVERE and risk.band not in SEVERE:
        raise NotAllowed(
            _("Somebody else than the owner says that a high or critical risk is none any more."),
            permission=CHANGE_RISK.code,
        )
    risk.rated_down_by = actor.membership


def _check_levels(**levels: int | None) -> None:
    bad = {
        name: [_("Choose a level from 1 to 5.")]
        for name, level in levels.items()
        if level not in LEVELS
    }
    if bad:
        raise InvalidInput(_("Choose levels from 1 to 5."), errors=bad)


def _check_ratings(ratings: Ratings) -> None:
    """Half a rating or half an estimate says nothing."""
    _check_levels(
        inherent_likelihood=ratings.inherent_likelihood, inherent_impact=ratings.inherent_impact
    )
    _check_residual(ratings.inherent, ratings.residual_likelihood, ratings.residual_impact)
    _check_money([getattr(ratings, name) for name in MONEY])


def _check_residual(inherent: Rating, likelihood: int | None, impact: int | None) -> None:
    if likelihood is None and impact is None:
        return
    _check_levels(residual_likelihood=likelihood, residual_impact=impact)
    if likelihood and impact and Rating(likelihood, impact).score > inherent.score:
        message = _("What is left after treatment cannot be larger than what was there.")
        raise InvalidInput(message, errors={"residual_likelihood": [message]})


def _check_money(values: list[Decimal | None]) -> None:
    known = [value for value in values if value is not None]
    if not known:
        return
    if len(known) < len(MONEY):
        message = _("Fill in all four, or none.")
        lacking = [name for name, value in zip(MONEY, values, strict=True) if value is None]
        raise InvalidInput(message, errors={name: [message] for name in lacking})
    if not Loss(*known).is_ordered:
        message = _("Low, likely and high loss rise in this order, from zero.")
        raise InvalidInput(message, errors={"loss_likely": [message]})
