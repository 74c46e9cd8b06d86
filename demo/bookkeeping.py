"""Benefits of the year: proposed, measured, claimed month by month, and judged by finance."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from zoneinfo import ZoneInfo

from demo.director import Director, Story
from demo.founding import House
from demo.savings import Saving
from demo.script import Script
from demo.working_hours import Calendar
from intake.models.use_cases import UseCase
from metrics.actions.benefit_claims import (
    Claim,
    Verification,
    claim_month,
    return_entry,
    verify_entry,
)
from metrics.actions.benefit_terms import Rates, set_benefit_terms
from metrics.actions.benefits import (
    Baseline,
    Forecast,
    NewBenefit,
    forecast_benefit,
    measure_baseline,
    propose_benefit,
)
from metrics.choices import BenefitKind, BenefitParameter
from metrics.logic.benefits import months_before
from metrics.models.benefits import Benefit, BenefitEntry

MEASURED_AFTER, FORECAST_AFTER, JUDGED_AFTER = 9, 14, 6
CLAIMED_ON = dt.timedelta(days=3)
RETURNED, AGAIN_AFTER = 1, 3


class Bookkeeping:
    """Starts the stories of one organization's benefits."""

    def __init__(self, script: Script, house: House, director: Director) -> None:
        self._ledger = script.savings
        self._titles = {case.key: case.title for case in script.cases}
        self._house = house
        self._director = director
        self._zone = ZoneInfo(house.organization.timezone)
        self._time = Calendar(director.now, self._zone, f"{house.organization.slug}/benefits")
        self._today = director.now.astimezone(self._zone).date()

    def open(self) -> None:
        """Take up every story, but for those of use cases that are left out."""
        self._director.start(self._set_terms())
        for saving in self._ledger.benefits:
            if saving.about in self._titles:
                self._director.start(self._tell(saving))

    def _set_terms(self) -> Story:
        treasury = self._ledger.treasury
        yield self._time.days_ago(treasury.set)
        rates = Rates(Decimal(str(treasury.rate)), treasury.haircut, treasury.because)
        set_benefit_terms(rates, actor=self._house.actor(treasury.by))

    def _tell(self, saving: Saving) -> Story:
        start = self._time.days_ago(saving.begun)
        yield start
        benefit = self._propose(saving)
        owner = self._house.actor(saving.owner)
        moment = self._time.after(start, MEASURED_AFTER)
        yield moment
        amount = Decimal(str(saving.baseline))
        known = Baseline(amount, saving.baseline_unit, start.date(), saving.baseline_source)
        measure_baseline(benefit, known, actor=owner)
        yield self._time.after(moment, FORECAST_AFTER)
        forecast_benefit(benefit, self._forecast(saving), actor=owner)
        for place in range(saving.months):
            yield from self._month(benefit, saving, place)

    def _propose(self, saving: Saving) -> Benefit:
        use_case = UseCase.objects.select_related("business_unit").get(
            title=self._titles[saving.about]
        )
        new = NewBenefit(
            kind=BenefitKind(saving.kind),
            title=saving.title,
            hypothesis=saving.hypothesis,
            process=saving.process,
            unit=use_case.business_unit,
            owner=self._house.people[saving.owner],
        )
        return propose_benefit(use_case, new, actor=self._house.actor(saving.owner))

    def _forecast(self, saving: Saving) -> Forecast:
        return Forecast(
            figures=_figures(saving, saving.months),
            starts_on=months_before(self._today, max(saving.months, 1)),
            low_percent=saving.low,
            high_percent=saving.high,
        )

    def _month(self, benefit: Benefit, saving: Saving, place: int) -> Story:
        """Claimed in the first days of the month after it, judged some days later."""
        left = saving.months - place
        month = months_before(self._today, left)
        moment = self._time.after(self._noon(months_before(self._today, left - 1)), 0)
        moment = min(moment + CLAIMED_ON, self._director.now - dt.timedelta(hours=left + 1))
        yield moment
        entry = self._claim(benefit, saving, month, place)
        if left <= saving.waiting:
            return
        moment = self._time.after(moment, JUDGED_AFTER)
        yield moment
        judge = self._house.actor(self._ledger.treasury.by)
        if saving.returned and place == RETURNED:
            return_entry(entry, saving.returned, actor=judge)
            moment = self._time.after(moment, AGAIN_AFTER)
            yield moment
            entry = self._claim(benefit, saving, month, place)
            yield self._time.after(moment, AGAIN_AFTER)
        verify_entry(entry, _verdict(entry, saving, place), actor=judge)

    def _claim(self, benefit: Benefit, saving: Saving, month: dt.date, place: int) -> BenefitEntry:
        claim = Claim(month, _figures(saving, place), saving.evidence)
        return claim_month(benefit, claim, actor=self._house.actor(saving.owner))

    def _noon(self, day: dt.date) -> dt.datetime:
        return dt.datetime.combine(day, dt.time(12), self._zone)


def _figures(saving: Saving, place: int) -> Mapping[BenefitParameter, Decimal]:
    """The figures of a month, counted from the first that is claimed."""
    figures = {BenefitParameter(name): Decimal(str(one)) for name, one in saving.figures.items()}
    if saving.rising:
        figures[BenefitParameter(saving.rising)] += Decimal(str(saving.rises)) * place
    return figures


def _verdict(entry: BenefitEntry, saving: Saving, place: int) -> Verification:
    if place or saving.cut == 1:
        return Verification()
    amount = (entry.claimed_amount * Decimal(str(saving.cut))).quantize(Decimal("0.01"))
    return Verification(amount, saving.cut_because)
