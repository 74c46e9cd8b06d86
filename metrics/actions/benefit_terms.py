"""Finance sets the rate and the least haircut with which benefits are reckoned from now on."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.authorization import require
from coe_portal.audit.recording import record
from coe_portal.errors import InvalidInput
from metrics.declarations import benefits as told
from metrics.models.benefits import BenefitTerms
from metrics.permissions.benefits import SET_BENEFIT_TERMS
from metrics.queries.benefits import terms_in_force

MOST_RATE = Decimal(10_000)


@dataclass(frozen=True)
class Rates:
    """A loaded rate of an hour in the organization's currency, a haircut in percent, and why."""

    loaded_rate: Decimal
    haircut_percent: int
    reason: str


@transaction.atomic
def set_benefit_terms(rates: Rates, *, actor: Actor) -> BenefitTerms:
    """What was claimed before keeps the figures that it was claimed with."""
    require(actor, SET_BENEFIT_TERMS.code)
    _check(rates)
    before = terms_in_force()
    assert actor.membership is not None  # noqa: S101  (only members hold the right)
    terms: BenefitTerms = BenefitTerms.objects.create(
        loaded_rate=rates.loaded_rate,
        haircut_percent=rates.haircut_percent,
        reason=rates.reason.strip(),
        set_by=actor.membership,
    )
    record(
        told.TERMS_SET,
        terms,
        actor=actor,
        before=_facts(before) if before else None,
        after=_facts(terms),
        reason=terms.reason,
    )
    return terms


def _check(rates: Rates) -> None:
    errors = {}
    if not 0 < rates.loaded_rate <= MOST_RATE:
        errors["loaded_rate"] = [_("Give the cost of an hour, with overhead.")]
    if not 0 <= rates.haircut_percent <= 100:  # noqa: PLR2004
        errors["haircut_percent"] = [_("Give a percentage from 0 to 100.")]
    if not rates.reason.strip():
        errors["reason"] = [_("Say where they come from.")]
    if errors:
        raise InvalidInput(_("Something is missing."), errors=errors)


def _facts(terms: BenefitTerms) -> dict[str, object]:
    return {"loaded_rate": terms.loaded_rate, "haircut_percent": terms.haircut_percent}
