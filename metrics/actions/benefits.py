"""Propose, baseline, forecast and close benefits. Claims and what finance says stand elsewhere."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.authorization import require
from coe_portal.accounts.models import Membership
from coe_portal.audit.recording import changes, record
from coe_portal.errors import InvalidInput, InvalidTransition, RuleViolation
from coe_portal.notifications.dispatch import notify
from coe_portal.tenancy.addresses import org_url
from coe_portal.tenancy.clock import today_here
from coe_portal.tenancy.models import BusinessUnit
from coe_portal.tenancy.references import next_number
from intake.models.use_cases import UseCase
from metrics.choices import BenefitKind, BenefitParameter, BenefitState, EntryState
from metrics.declarations import benefits as told
from metrics.logic.benefits import MAY_BASELINE, MAY_FORECAST, first_of_month, state_by
from metrics.logic.finance import Figures, interval, out_of_range, parameters_of, worth
from metrics.models.benefits import MOST_PERCENT, Benefit
from metrics.permissions.benefits import CHANGE_BENEFIT, PROPOSE_BENEFIT
from metrics.queries.benefits import terms_in_force

MOST_MONEY = Decimal(10) ** 11
FAR = dt.timedelta(days=20 * 366)


@dataclass(frozen=True, kw_only=True)
class BenefitFacts:
    """What is expected, where, and who answers for it."""

    title: str
    hypothesis: str
    process: str
    owner: Membership
    unit: BusinessUnit | None = None


@dataclass(frozen=True, kw_only=True)
class NewBenefit(BenefitFacts):
    """A benefit of a kind; the kind stays, because the method hangs on it."""

    kind: BenefitKind


@dataclass(frozen=True)
class Baseline:
    """How it was before: a figure, in what, when and how it was measured."""

    baseline: Decimal
    baseline_unit: str
    baseline_on: dt.date
    baseline_source: str


@dataclass(frozen=True, kw_only=True)
class Forecast:
    """A month by the method of the kind, its range in percent of it, and the months it is for.

    The rate of an hour is not among the figures: it is the organization's.
    """

    figures: Mapping[BenefitParameter, Decimal]
    starts_on: dt.date
    ends_on: dt.date | None = None
    low_percent: int = 100
    high_percent: int = 100


FACTS = tuple(field.name for field in fields(BenefitFacts))
BASELINE = tuple(field.name for field in fields(Baseline))
FORECAST = (
    *("parameters", "low_percent", "high_percent", "starts_on", "ends_on"),
    *("forecast_low", "forecast_likely", "forecast_high"),
)


@transaction.atomic
def propose_benefit(use_case: UseCase, new: NewBenefit, *, actor: Actor) -> Benefit:
    """Put what a use case should bring into the ledger, as a hypothesis."""
    require(actor, PROPOSE_BENEFIT.code, use_case)
    if use_case.is_closed:
        raise InvalidTransition(_("This use case is over: it brings nothing more."))
    _check_facts(new)
    benefit: Benefit = Benefit.objects.create(
        number=next_number(Benefit.PREFIX),
        use_case=use_case,
        kind=new.kind,
        proposed_by=actor.membership,
        **{name: getattr(new, name) for name in FACTS},
    )
    _tell_owner(benefit, actor)
    after = {"kind": new.kind, **{name: getattr(new, name) for name in FACTS}}
    record(told.BENEFIT_PROPOSED, benefit, actor=actor, after=after, root=use_case)
    return benefit


@transaction.atomic
def change_benefit(benefit: Benefit, facts: BenefitFacts, *, actor: Actor) -> Benefit:
    """Say better what it is, where it falls, or who answers for it."""
    before, benefit = live_benefit(benefit, actor), live_benefit(benefit, actor)
    _check_facts(facts)
    if _is_counted(benefit) and (facts.unit != before.unit or facts.process != before.process):
        raise RuleViolation(_("Months of it are claimed: unit and process stay as they are."))
    for name in FACTS:
        setattr(benefit, name, getattr(facts, name))
    benefit.save(update_fields=[*FACTS, "updated_at"])
    if before.owner_id != benefit.owner_id:
        _tell_owner(benefit, actor)
    was, now = changes(before, benefit, FACTS)
    if now:
        _tell_trail(told.BENEFIT_CHANGED, benefit, actor, before=was, after=now)
    return benefit


@transaction.atomic
def measure_baseline(benefit: Benefit, baseline: Baseline, *, actor: Actor) -> Benefit:
    """How it was before: without it nobody can say what changed."""
    before, benefit = live_benefit(benefit, actor), live_benefit(benefit, actor)
    if benefit.state not in MAY_BASELINE:
        raise InvalidTransition(_("Months are claimed against this baseline: it stays."))
    _check_baseline(baseline)
    for name in BASELINE:
        setattr(benefit, name, getattr(baseline, name))
    if benefit.state == BenefitState.HYPOTHESIS:
        benefit.state = BenefitState.BASELINED
    benefit.save(update_fields=[*BASELINE, "state", "updated_at"])
    was, now = changes(before, benefit, (*BASELINE, "state"))
    _tell_trail(told.BASELINE_MEASURED, benefit, actor, before=was, after=now)
    return benefit


@transaction.atomic
def forecast_benefit(benefit: Benefit, forecast: Forecast, *, actor: Actor) -> Benefit:
    """What a month will bring, and for how long. What is claimed already stays as it is.

    Raises:
        RuleViolation: hours are to be valued, and finance has set no rate yet.
    """
    before, benefit = live_benefit(benefit, actor), live_benefit(benefit, actor)
    if benefit.state not in MAY_FORECAST:
        raise InvalidTransition(_("Measure the baseline first: how it was before."))
    figures = checked_figures(benefit, forecast.figures)
    _check_forecast(forecast)
    likely = worth(benefit.get_kind(), figures, share=benefit.share_percent).amount
    if likely < 0:
        raise _below_zero()
    month = interval(likely, forecast.low_percent, forecast.high_percent)
    benefit.parameters = stored(figures)
    benefit.low_percent, benefit.high_percent = forecast.low_percent, forecast.high_percent
    benefit.forecast_low, benefit.forecast_likely = month.low, month.likely
    benefit.forecast_high = month.high
    benefit.starts_on = first_of_month(forecast.starts_on)
    benefit.ends_on = first_of_month(forecast.ends_on) if forecast.ends_on else None
    if benefit.state == BenefitState.BASELINED:
        benefit.state = BenefitState.FORECAST
    benefit.save(update_fields=[*FORECAST, "state", "updated_at"])
    was, now = changes(before, benefit, (*FORECAST, "state"))
    _tell_trail(told.BENEFIT_FORECAST, benefit, actor, before=was, after=now)
    return benefit


@transaction.atomic
def close_benefit(benefit: Benefit, reason: str, *, actor: Actor) -> Benefit:
    """Its last month is entered: nothing more is claimed.

    Raises:
        RuleViolation: a claim still waits for finance.
    """
    benefit = live_benefit(benefit, actor)
    if benefit.entries.filter(state=EntryState.CLAIMED).exists():
        raise RuleViolation(_("A month of it still waits for finance."))
    was = end_benefit(benefit, BenefitState.CLOSED, reason)
    after = {"state": benefit.state}
    _tell_trail(told.BENEFIT_CLOSED, benefit, actor, before=was, after=after, reason=reason.strip())
    return benefit


def locked_benefit(benefit: Benefit) -> Benefit:
    """The benefit, with its row locked."""
    rows = Benefit.objects.select_related("use_case", "unit", "owner__user")
    found: Benefit = rows.locked(benefit.pk)
    return found


def live_benefit(benefit: Benefit, actor: Actor) -> Benefit:
    """The benefit to work on, locked, for somebody who may."""
    benefit = locked_benefit(benefit)
    require(actor, CHANGE_BENEFIT.code, benefit)
    if benefit.is_over:
        raise InvalidTransition(_("This benefit is over, and kept as it is."))
    return benefit


def end_benefit(benefit: Benefit, state: BenefitState, reason: str) -> dict[str, Any]:
    """Close or reject a locked benefit for a reason; what it was before."""
    if not reason.strip():
        raise InvalidInput(_("Say why."), errors={"reason": [_("Say why.")]})
    was = {"state": benefit.state}
    benefit.state, benefit.ended_because = state, reason.strip()
    benefit.save(update_fields=["state", "ended_because", "updated_at"])
    return was


def settle_state(benefit: Benefit) -> None:
    """Say how far a locked benefit is, after its months have changed."""
    states = {EntryState(state) for state in benefit.entries.values_list("state", flat=True)}
    benefit.state = state_by(states)
    benefit.save(update_fields=["state", "updated_at"])


def checked_figures(benefit: Benefit, given: Mapping[BenefitParameter, Decimal]) -> Figures:
    """The figures of the benefit's method, with the organization's rate, and no less haircut.

    Raises:
        InvalidInput: one is missing, out of range, or takes off less than finance asks for.
        RuleViolation: finance has set no rate yet.
    """
    terms = terms_in_force()
    if terms is None:
        raise RuleViolation(
            _("Finance has to set the rate of an hour and the haircut first."),
            url=org_url("metrics:benefit_terms"),
        )
    asked = parameters_of(benefit.get_kind())
    figures = {name: given[name] for name in asked if name in given}
    if BenefitParameter.RATE in asked:
        figures[BenefitParameter.RATE] = terms.loaded_rate
    errors = {
        str(name): [_("Give a number from zero, within reason.")]
        for name in out_of_range(benefit.get_kind(), figures)
    }
    haircut = figures.get(BenefitParameter.HAIRCUT)
    if haircut is not None and not errors and haircut < terms.haircut_percent:
        least = _("Finance takes off at least %(least)d %%.") % {"least": terms.haircut_percent}
        errors[str(BenefitParameter.HAIRCUT)] = [least]
    if errors:
        raise InvalidInput(_("These figures cannot be reckoned with."), errors=errors)
    if worth(benefit.get_kind(), figures).amount > MOST_MONEY:
        raise InvalidInput(_("That is more money than there is."))
    return figures


def stored(figures: Figures) -> dict[str, str]:
    """Figures as JSON keeps them, exactly."""
    return {str(name): str(value) for name, value in figures.items()}


def _below_zero() -> InvalidInput:
    return InvalidInput(_("This comes out below zero: it is no benefit."))


def _is_counted(benefit: Benefit) -> bool:
    return benefit.state in {BenefitState.MEASURED, BenefitState.VERIFIED}


def _check_facts(facts: BenefitFacts) -> None:
    errors = {
        name: [_("This is needed.")]
        for name in ("title", "hypothesis", "process")
        if not getattr(facts, name).strip()
    }
    if errors:
        raise InvalidInput(_("Something is missing."), errors=errors)


def _check_baseline(baseline: Baseline) -> None:
    errors = {}
    if not 0 <= baseline.baseline <= MOST_MONEY:
        errors["baseline"] = [_("Give a number from zero, within reason.")]
    if baseline.baseline_on > today_here():
        errors["baseline_on"] = [_("That day is still to come.")]
    for name in ("baseline_unit", "baseline_source"):
        if not getattr(baseline, name).strip():
            errors[name] = [_("This is needed.")]
    if errors:
        raise InvalidInput(_("Something is missing."), errors=errors)


def _check_forecast(forecast: Forecast) -> None:
    errors = {}
    if not 0 <= forecast.low_percent <= 100:  # noqa: PLR2004
        errors["low_percent"] = [_("Give a percentage from 0 to 100.")]
    if not 100 <= forecast.high_percent <= MOST_PERCENT:  # noqa: PLR2004
        errors["high_percent"] = [_("Give a percentage from 100 to 1000.")]
    if forecast.ends_on and forecast.ends_on < first_of_month(forecast.starts_on):
        errors["ends_on"] = [_("It ends before it starts.")]
    if abs(forecast.starts_on - today_here()) > FAR:
        errors["starts_on"] = [_("Choose a month within twenty years.")]
    if errors:
        raise InvalidInput(_("This forecast cannot be kept."), errors=errors)


def _tell_owner(benefit: Benefit, actor: Actor) -> None:
    if not actor.is_member(benefit.owner_id):
        notify(
            told.BENEFIT_GIVEN,
            [benefit.owner],
            benefit,
            context={"benefit": benefit.subject_label},
            url=benefit.get_absolute_url(),
        )


def _tell_trail(action: Any, benefit: Benefit, actor: Actor, **facts: Any) -> None:
    record(action, benefit, actor=actor, root=benefit.use_case, **facts)
