"""Risks of the year: raised, treated, assessed, accepted; some acceptances lapse by themselves."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from zoneinfo import ZoneInfo

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.roles import STAFF
from demo.dangers import Danger, Remedy
from demo.director import Director, Story
from demo.founding import House
from demo.script import Script
from demo.working_hours import Calendar
from governance.actions import risk_acceptance, risk_treatments, risks
from governance.choices import RiskCategory, TreatmentKind
from governance.logic.risks import SEVERE, Rating
from governance.models.risks import Risk
from intake.models.use_cases import UseCase

PLANNED_AFTER = 2


class Hazards:
    """Starts the stories of one organization's risks."""

    def __init__(self, script: Script, house: House, director: Director) -> None:
        self._dangers = script.dangers
        self._titles = {case.key: case.title for case in script.cases}
        self._staff = [key for key, one in script.people.items() if STAFF & set(one.roles)]
        self._house = house
        self._director = director
        zone = ZoneInfo(house.organization.timezone)
        self._time = Calendar(director.now, zone, f"{script.slug}/risks")

    def open(self) -> None:
        """Take up every story, but for those of use cases that are left out."""
        for danger in self._dangers:
            if not danger.about or danger.about in self._titles:
                self._director.start(self._tell(danger))

    def _tell(self, danger: Danger) -> Story:
        start = self._time.days_ago(danger.raised)
        yield start
        risk = self._raise(danger, start)
        planned = self._time.after(start, PLANNED_AFTER)
        if danger.remedies:
            yield planned
            for remedy in danger.remedies:
                self._director.start(self._treat(risk, remedy, danger, planned))
        if danger.assessed is not None:
            yield self._time.after(start, danger.assessed)
            risks.assess_risk(risk, _ratings(danger), actor=self._assessor(danger))
        if danger.accepted is not None:
            moment = self._time.after(start, danger.accepted)
            yield moment
            until = moment.date() + dt.timedelta(days=danger.holds)
            terms = risk_acceptance.AcceptanceTerms(danger.why, until)
            acceptor = self._house.actor(danger.acceptor)
            risk_acceptance.accept_risk(risk, terms, actor=acceptor)

    def _assessor(self, danger: Danger) -> Actor:
        """The owner; of what was severe somebody of the CoE, who does not accept it either."""
        if Rating(*danger.before).band not in SEVERE:
            return self._house.actor(danger.owner)
        others = (one for one in self._staff if one not in {danger.owner, danger.acceptor})
        return self._house.actor(next(others))

    def _raise(self, danger: Danger, start: dt.datetime) -> Risk:
        likelihood, impact = danger.before
        new = risks.NewRisk(
            title=danger.title,
            category=RiskCategory(danger.category),
            owner=self._house.people[danger.owner],
            review_on=start.date() + dt.timedelta(days=danger.review),
            description=danger.description,
            cause=danger.cause,
            consequence=danger.consequence,
            likelihood=likelihood,
            impact=impact,
            library_id=danger.library,
            about=self._about(danger),
        )
        return risks.raise_risk(new, actor=self._house.actor(danger.by or danger.owner))

    def _about(self, danger: Danger) -> str:
        if not danger.about:
            return ""
        return str(UseCase.objects.get(title=self._titles[danger.about]).reference)

    def _treat(self, risk: Risk, remedy: Remedy, danger: Danger, planned: dt.datetime) -> Story:
        moment = self._time.after(planned, 0)
        yield moment
        terms = risk_treatments.TreatmentTerms(
            kind=TreatmentKind(remedy.kind),
            text=remedy.text,
            owner=self._house.people[remedy.owner],
            due_on=moment.date() + dt.timedelta(days=remedy.due),
        )
        treatment = risk_treatments.plan_treatment(
            risk, terms, actor=self._house.actor(danger.owner)
        )
        if remedy.done is not None:
            yield self._time.after(moment, remedy.done)
            doer = self._house.actor(remedy.owner)
            risk_treatments.finish_treatment(treatment, remedy.note, actor=doer)


def _ratings(danger: Danger) -> risks.Ratings:
    likelihood, impact = danger.before
    after_likelihood, after_impact = danger.after or (None, None)
    low, likely, high = (Decimal(amount) for amount in danger.loss) if danger.loss else (None,) * 3
    return risks.Ratings(
        inherent_likelihood=likelihood,
        inherent_impact=impact,
        residual_likelihood=after_likelihood,
        residual_impact=after_impact,
        loss_low=low,
        loss_likely=likely,
        loss_high=high,
        frequency=None if danger.a_year is None else Decimal(str(danger.a_year)),
    )
