"""The money of the demo's year: booked each month, and charged to units in the last ones."""

from __future__ import annotations

import time_machine
from django.utils import timezone

from coe_portal.tenancy.scope import scope
from demo.director import Director
from demo.founding import found, give_sign_ins
from demo.play import FOUNDED_AGO
from demo.script import CONTENT, load
from demo.spending import Spending
from metrics.choices import StatementKind, StatementState
from metrics.models.chargebacks import Statement
from metrics.models.costs import BudgetLine, CostEntry


def test_months_are_booked_and_units_are_charged(db):
    now = timezone.now().replace(day=20, hour=12)
    script = load(CONTENT / "hospital")
    with time_machine.travel(now - FOUNDED_AGO, tick=False):
        give_sign_ins([script])
        house = found(script, now)
    director = Director(house.organization.pk, now)
    Spending(script, house, director).open()
    director.run()
    with scope(house.organization):
        assert CostEntry.objects.standing().values("month").distinct().count() == 11
        assert BudgetLine.objects.count() == 8
        credit = Statement.objects.get(kind=StatementKind.CREDIT)
        assert credit.corrects.state == StatementState.SETTLED
        newest = Statement.objects.order_by("-month").first()
        assert newest.state == StatementState.ISSUED
