"""Decisions that a team appeals, and seats of the board for which somebody else speaks."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from coe_portal.tenancy.clock import today_here
from demo.assurance import Objection, StandIn
from demo.director import Director, Story
from demo.founding import House
from demo.script import Script
from demo.working_hours import Calendar
from governance.actions.appeals import Grounds, Panel, form_panel, lodge_appeal
from governance.actions.delegations import DelegationTerms, delegate_seat
from governance.logic.appeals import LEAST_PANEL
from governance.models.boards import Seat
from governance.models.decisions import Decision
from governance.queries.appeals import panel_candidates

ASKED_BEFORE, ASKED_LAST = 4, 2


class Objections:
    """Starts the stories of one organization's appeals and delegations."""

    def __init__(self, script: Script, house: House, director: Director, clerk: str) -> None:
        self._assurance = script.assurance
        self._titles = {case.key: case.title for case in script.cases}
        self._house = house
        self._director = director
        self._clerk = house.actor(clerk)
        zone = ZoneInfo(house.organization.timezone)
        self._time = Calendar(director.now, zone, f"{script.slug}/objections")

    def open(self) -> None:
        """Take up every story, but for appeals of use cases that are left out."""
        for objection in self._assurance.objections:
            if objection.about in self._titles:
                self._director.start(self._appeal(objection))
        for stand_in in self._assurance.stand_ins:
            self._director.start(self._delegate(stand_in))

    def _appeal(self, objection: Objection) -> Story:
        start = self._time.days_ago(objection.lodged)
        yield start
        decisions = Decision.objects.filter(use_case__title=self._titles[objection.about])
        grounds = Grounds(objection.grounds)
        actor = self._house.actor(objection.by)
        appeal = lodge_appeal(decisions.latest("decided_at"), grounds, actor=actor)
        yield self._time.after(start, objection.formed)
        people = list(panel_candidates(appeal)[:LEAST_PANEL])
        form_panel(appeal, Panel(people, objection.days), actor=self._clerk)

    def _delegate(self, stand_in: StandIn) -> Story:
        asked = max(stand_in.starts + ASKED_BEFORE, ASKED_LAST)
        yield self._time.days_ago(asked)
        member = self._house.people[stand_in.member]
        seat = Seat.objects.select_related("board").get(board__is_default=True, member=member)
        first = today_here() + dt.timedelta(days=asked - stand_in.starts)
        terms = DelegationTerms(
            delegate=self._house.people[stand_in.delegate],
            starts_on=first,
            ends_on=first + dt.timedelta(days=stand_in.starts - stand_in.ends),
            reason=stand_in.reason,
        )
        delegate_seat(seat, terms, actor=self._house.actor(stand_in.member))
