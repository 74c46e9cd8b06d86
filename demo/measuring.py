"""Compliance in the year: frameworks adopted, controls with owners, evidence given and checked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from coe_portal.accounts.actor import Actor
from coe_portal.errors import NotAllowed
from coe_portal.tenancy.clock import today_here
from demo.assurance import Keeper, Proof, Yardstick
from demo.director import Director, Story
from demo.founding import House
from demo.laws import ai_act_before_omnibus
from demo.script import Script
from demo.working_hours import Calendar
from governance.actions.control_evidence import (
    NewEvidence,
    accept_evidence,
    give_evidence,
    return_control_evidence,
)
from governance.actions.controls import ControlTerms, change_control
from governance.actions.frameworks import (
    adopt_version,
    bring_edition,
    bring_shipped_update,
    shipped_edition,
)
from governance.models.controls import Control, Evidence
from governance.models.frameworks import Framework
from intake.models.use_cases import UseCase

OWNED_AFTER = 2
# Days between the same evidence for one case and for the next.
APART = 2


class Measuring:
    """Starts the stories of one organization's frameworks, controls and evidence."""

    def __init__(
        self, script: Script, house: House, director: Director, checkers: Sequence[str]
    ) -> None:
        self._assurance = script.assurance
        self._cases = {case.key: case for case in script.cases}
        self._house = house
        self._director = director
        self._checkers = [house.actor(key) for key in checkers]
        self._domain = script.domain
        zone = ZoneInfo(house.organization.timezone)
        self._time = Calendar(director.now, zone, f"{script.slug}/compliance")

    def open(self) -> None:
        """Take up every story; use cases that are left out get no evidence."""
        for yardstick in self._assurance.yardsticks:
            self._director.start(self._measure(yardstick))
        if self._assurance.yardsticks:
            first = max(one.adopted for one in self._assurance.yardsticks)
            self._director.start(self._share_out(first))
        for proof in self._assurance.proofs:
            if not proof.about:
                self._director.start(self._bring(proof, "", proof.given))
            for place, case in enumerate(proof.about):
                if case in self._cases:
                    self._director.start(self._bring(proof, case, proof.given - APART * place))

    @property
    def _clerk(self) -> Actor:
        return self._checkers[0]

    def _measure(self, yardstick: Yardstick) -> Story:
        yield self._time.days_ago(yardstick.adopted)
        earlier = yardstick.earlier
        edition = ai_act_before_omnibus() if earlier else shipped_edition(yardstick.key)
        adopt_version(bring_edition(edition, actor=self._clerk), actor=self._clerk)
        if yardstick.update is not None:
            yield self._time.days_ago(yardstick.update)
            framework = Framework.objects.get(key=yardstick.key)
            bring_shipped_update(framework, actor=self._clerk)

    def _share_out(self, days: int) -> Story:
        """The controls come with the first framework; each gets somebody who answers for it."""
        yield self._time.after(self._time.days_ago(days), OWNED_AFTER)
        for keeper in self._assurance.keepers:
            self._give(keeper)

    def _give(self, keeper: Keeper) -> None:
        control = Control.objects.get(key=keeper.control)
        terms = ControlTerms(
            title=control.title,
            description=control.description,
            owner=self._house.people[keeper.person],
            valid_months=keeper.months,
        )
        change_control(control, terms, actor=self._clerk)

    def _bring(self, proof: Proof, case: str, days: int) -> Story:
        start = self._time.days_ago(days)
        yield start
        control = Control.objects.select_related("owner__user").get(key=proof.control)
        use_case = UseCase.objects.get(title=self._cases[case].title) if case else None
        today = today_here()
        place = f"{use_case.reference}/" if use_case else ""
        given = NewEvidence(
            title=proof.title,
            note=proof.note,
            link=f"https://docs.{self._domain}/{place}{proof.control}",
            effective_on=today,
            expires_on=None if proof.holds is None else today + dt.timedelta(days=proof.holds),
        )
        evidence = give_evidence(
            control, given, actor=self._giver(control, case), use_case=use_case
        )
        if proof.returned:
            yield self._time.after(start, proof.accepted or 1)
            return_control_evidence(evidence, proof.returned, actor=self._clerk)
        elif proof.accepted is not None:
            yield self._time.after(start, proof.accepted)
            self._accept(evidence)

    def _giver(self, control: Control, case: str) -> Actor:
        """Who owns the use case, or the control that is kept once."""
        if case:
            return self._house.actor(self._cases[case].owner)
        return Actor.member(control.owner) if control.owner else self._clerk

    def _accept(self, evidence: Evidence) -> None:
        """Whoever of the CoE neither gave it nor belongs to the case."""
        for checker in self._checkers:
            try:
                accept_evidence(evidence, actor=checker)
            except NotAllowed:
                continue
            return
