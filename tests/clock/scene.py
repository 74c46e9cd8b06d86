"""An organization at the beginning of its year, and what people will do in it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field

import time_machine
from django.utils import timezone

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.models import Membership
from coe_portal.tenancy.models import Organization
from coe_portal.tenancy.scope import scope
from tests.clock.reference import ZONE, Matter

BEGIN = dt.date(2026, 1, 5)
CLOCK = Actor.system("tests")


@dataclass(frozen=True)
class Act:
    """Somebody does something at a moment."""

    at: dt.datetime
    do: Callable[[], object]


@dataclass
class Scene:
    """`staff` and `boss` are the CoE; `owners` own the cases in turn, `boss` manages them all."""

    organization: Organization
    size: int
    staff: Membership
    boss: Membership
    executive: Membership
    owners: list[Membership]
    matters: list[Matter] = field(default_factory=list)
    acts: list[Act] = field(default_factory=list)
    # What can be expected only when it is known what the clock has made.
    afterwards: list[Callable[[], None]] = field(default_factory=list)

    @property
    def coe(self) -> list[int]:
        return [self.staff.pk, self.boss.pk]

    def owner(self, number: int) -> Membership:
        return self.owners[number % len(self.owners)]

    def expect(self, *matters: Matter) -> None:
        self.matters += matters

    def later(self, day: dt.date, do: Callable[[], object], *, hour: int = 15) -> dt.datetime:
        """Somebody does this on a day, by day; when that is."""
        moment = dt.datetime.combine(day, dt.time(hour), dt.UTC)
        self.acts.append(Act(moment, do))
        return moment

    def today(self) -> dt.date:
        """The date where the organization is."""
        return timezone.localdate(timezone=ZONE)

    def play(self, before: dt.datetime) -> None:
        """Let people do what they do before this moment, and what follows from it before then."""
        while due := [act for act in self.acts if act.at < before]:
            first = min(due, key=lambda act: act.at)
            self.acts.remove(first)
            with time_machine.travel(first.at, tick=False), scope(self.organization):
                first.do()


def day_of_year(number: int, *, first: int, last: int, stride: int = 7) -> dt.date:
    """Days spread over the year, another one for each number."""
    return BEGIN + dt.timedelta(days=first + number * stride % (last - first + 1))
