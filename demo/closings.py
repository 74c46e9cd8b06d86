"""Quarters of the year: the CoE comments on their numbers, then it and an executive sign them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from zoneinfo import ZoneInfo

from coe_portal.accounts.roles import Role
from coe_portal.tenancy.clock import today_of
from coe_portal.ui import formats
from demo.director import Director, Story
from demo.founding import SYSTEM, House
from demo.script import Script
from demo.working_hours import Calendar
from metrics.actions.closing import sign_quarter
from metrics.actions.commentary import publish_commentary
from metrics.actions.restating import restate_late_numbers
from metrics.actions.snapshots import take_snapshots
from metrics.kpis.registry import all_kpis
from metrics.logic.periods import Quarter, quarter_of
from metrics.models.quarters import Commentary
from metrics.queries.quarters import Sheet, sheet_of
from metrics.queries.tiles import label_of

COMMENTED_AFTER, SIGNED_AFTER = 3, 5
YEAR = 4
# What somebody has to say something about each quarter.
TOLD = ("cases_by_stage", "days_to_decision", "training_completions", "literacy_coverage")


class Closings:
    """Starts the story of each quarter that began and ended in the organization's year."""

    def __init__(
        self, script: Script, house: House, director: Director, staff: Sequence[str]
    ) -> None:
        people = script.people.items()
        self._executive = next(key for key, one in people if Role.EXECUTIVE in one.roles)
        self._staff = staff[0]
        self._house = house
        self._director = director
        self._zone = ZoneInfo(house.organization.timezone)
        self._time = Calendar(director.now, self._zone, f"{house.organization.slug}/quarters")

    def open(self, first: dt.datetime) -> None:
        """Take up every story."""
        for quarter in self._ended(first):
            self._director.start(self._tell(quarter))

    def _ended(self, first: dt.datetime) -> Iterable[Quarter]:
        organization = self._house.organization
        running = quarter_of(today_of(organization), organization.fiscal_year_start_month)
        return (
            quarter
            for quarter in running.shifted(-1).back(YEAR)
            if quarter.starts_at(self._zone) >= first
        )

    def _tell(self, quarter: Quarter) -> Story:
        moment = self._time.after(quarter.ends_at(self._zone), COMMENTED_AFTER)
        yield moment
        take_snapshots(self._house.organization, quarter.back(2), actor=SYSTEM)
        self._comment(quarter)
        moment = self._time.after(moment, SIGNED_AFTER)
        yield moment
        restate_late_numbers(self._house.organization, actor=SYSTEM)
        self._sign(quarter, self._staff)
        yield self._time.after(moment, 1)
        self._sign(quarter, self._executive)

    def _comment(self, quarter: Quarter) -> None:
        sheet, before = sheet_of(quarter), sheet_of(quarter.shifted(-1))
        for kpi in all_kpis():
            words = _said(str(label_of(kpi)), kpi.code, sheet, before)
            if kpi.code in TOLD and words:
                about = Commentary(kpi=kpi.code, quarter=quarter.code, starts_on=quarter.starts_on)
                publish_commentary(about, words, actor=self._house.actor(self._staff))

    def _sign(self, quarter: Quarter, who: str) -> None:
        sign_quarter(quarter, seen=sheet_of(quarter).seal, actor=self._house.actor(who))


def _said(label: str, code: str, sheet: Sheet, before: Sheet) -> str:
    """What the two numbers say; nothing where one of them is lacking."""
    now, then = sheet.snapshots.get(code), before.snapshots.get(code)
    if now is None or then is None or now.value is None or then.value is None:
        return ""
    figures = formats.number(now.value, 1), formats.number(then.value, 1)
    if now.value == then.value:
        return f"{label}: unchanged at {figures[0]}."
    way = "up" if now.value > then.value else "down"
    return f"{label}: {way} to {figures[0]} from {figures[1]} in the quarter before."
