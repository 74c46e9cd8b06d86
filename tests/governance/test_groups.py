"""Groups that governance gives to the enrolment rules of training."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from coe_portal.accounts.groups import group_of, members_of
from governance.choices import Discipline
from governance.models.boards import Board, Seat
from intake.choices import Stage, Tier
from tests.governance.conftest import new_case, new_council

pytestmark = pytest.mark.usefixtures("in_scope")


def names(code, value=""):
    return {str(one) for one in members_of(code, value)}


def test_whoever_holds_a_seat_today(member):
    council = new_council(member, 3)
    second = Board.objects.create(number=99, name="Other board")
    elsewhere = member(name="Elsewhere")
    Seat.objects.create(
        board=second, discipline="cio", member=elsewhere, starts_on=timezone.localdate()
    )
    seats = list(council.board.seats.order_by("pk"))
    seats[0].alternate = member(name="Alternate")
    seats[0].save()
    seats[2].ends_on = timezone.localdate() - dt.timedelta(days=1)
    seats[2].starts_on = seats[2].ends_on
    seats[2].save()
    ours = {str(seats[0].member), str(seats[1].member), "Alternate"}
    assert names("seat", council.board.reference) == ours
    assert names("seat", "any") == ours | {"Elsewhere"}
    first = Discipline(seats[0].discipline)
    assert {str(seats[0].member), "Alternate"} <= names("seat", first)
    assert str(seats[1].member) not in names("seat", first)
    values = dict(group_of("seat").values())
    assert {"any", council.board.reference, Discipline.LEGAL} <= values.keys()


def test_whoever_owns_a_high_tier_case_that_goes_on(member):
    cases = [
        (Tier.HIGH, Stage.PILOT, "Hera"),
        (Tier.HIGH, Stage.RETIRED, "Rhea"),
        (Tier.LOW, Stage.PILOT, "Leto"),
    ]
    for tier, stage, name in cases:
        case = new_case(member(name=name), title=f"Case of {name}")
        type(case).objects.filter(pk=case.pk).update(tier=tier, stage=stage)
    assert names("high_tier_owner") == {"Hera"}
