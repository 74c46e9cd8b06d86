"""Every number of the catalogue by hand, over everything that happened."""

from __future__ import annotations

from dataclasses import dataclass, replace
from operator import attrgetter

from tests.metrics.money import Money
from tests.metrics.plain import benefits, costs, models, platform, portfolio, risk, said, school
from tests.metrics.plain.benefits import PlainLedger
from tests.metrics.plain.models import PlainRegistry
from tests.metrics.plain.platform import PlainPlatform
from tests.metrics.plain.portfolio import World
from tests.metrics.plain.risk import PlainRisk
from tests.metrics.plain.said import PlainWords
from tests.metrics.plain.school import PlainSchool


@dataclass
class Whole:
    """What the numbers of each room are made from."""

    portfolio: World
    ledger: PlainLedger
    money: Money
    registry: PlainRegistry
    risk: PlainRisk
    platform: PlainPlatform
    school: PlainSchool
    words: PlainWords

    def known_at(self, moment):
        """Without costs that were booked and use that was sent later, whenever they count."""
        money = replace(
            self.money,
            costs=[cost for cost in self.money.costs if cost.booked_at <= moment],
            used=[use for use in self.money.used if use.sent_at <= moment],
        )
        models = [
            replace(model, usage=[use for use in model.usage if use[-1] <= moment])
            for model in self.portfolio.models
        ]
        return replace(self, money=money, portfolio=replace(self.portfolio, models=models))


ROOMS = {
    "portfolio": portfolio.NUMBERS,
    "ledger": benefits.NUMBERS,
    "money": costs.NUMBERS,
    "registry": models.NUMBERS,
    "risk": risk.NUMBERS,
    "platform": platform.NUMBERS,
    "school": school.NUMBERS,
    "words": said.NUMBERS,
}


def of_room(room, rows_of):
    """The rows of a number, out of everything."""
    part = attrgetter(room)

    def rows(whole, as_of):
        return list(rows_of(part(whole), as_of))

    return rows


NUMBERS = {
    code: of_room(room, rows_of)
    for room, numbers in ROOMS.items()
    for code, rows_of in numbers.items()
}
