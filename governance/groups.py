"""Who decides on AI and who owns what is risky: groups that rules and campaigns can name."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.groups import Group, declare_group
from coe_portal.accounts.models import Membership, MembershipQuerySet
from coe_portal.tenancy.clock import today_here
from governance.choices import Discipline
from governance.models.boards import Board, Seat
from intake.choices import Tier
from intake.logic.stages import CLOSED
from intake.models.use_cases import UseCase

ANY_BOARD = "any"


def seated(value: str) -> MembershipQuerySet:
    """Members and alternates of the seats that sit today: both vote."""
    seats = Seat.objects.sitting(today_here()).order_by()
    if value in Discipline.values:
        seats = seats.filter(discipline=value)
    elif value != ANY_BOARD:
        seats = seats.filter(board__in=Board.objects.by_reference(value))
    found: MembershipQuerySet = Membership.objects.filter(
        Q(pk__in=seats.values("member")) | Q(pk__in=seats.values("alternate"))
    )
    return found


def _seat_values() -> Iterable[tuple[str, str | Promise]]:
    yield ANY_BOARD, _("any board")
    for board in Board.objects.active():
        yield board.reference, board.name
    yield from Discipline.choices


def _high_tier_owners(_value: str) -> MembershipQuerySet:
    risky = UseCase.objects.filter(tier=Tier.HIGH).exclude(stage__in=CLOSED)
    found: MembershipQuerySet = Membership.objects.filter(pk__in=risky.values("owner"))
    return found


declare_group(Group("seat", _("Holds a seat on a board"), seated, _seat_values))
declare_group(Group("high_tier_owner", _("Owns a high-tier use case"), _high_tier_owners))
