"""What a new organization starts with: a council with vacant seats, and the shipped matrix."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from coe_portal.accounts.actor import Actor
from coe_portal.tenancy.clock import today_here
from coe_portal.tenancy.models import Organization
from coe_portal.tenancy.scope import scope
from governance.actions.boards import BoardTerms, create_board, publish_matrix
from governance.choices import Discipline, Majority
from governance.logic.paths import default_matrix
from governance.models.boards import Board, PathMatrix, Seat

COUNCIL_QUORUM = 3
COUNCIL_DAYS = 15


@transaction.atomic
def install_defaults(organization: Organization, *, actor: Actor) -> Board:
    """The AI Council and version 1 of the matrix; what is there already stays as it is.

    Seats, quorum and two thirds follow the guides' council and the default tier policy.
    """
    with scope(organization):
        board = Board.objects.filter(is_default=True).first() or _found_council(actor)
        if PathMatrix.objects.in_force() is None:
            publish_matrix(default_matrix(), actor=actor)
    return board


def _found_council(actor: Actor) -> Board:
    terms = BoardTerms(
        name=_("AI Council"),
        purpose=_(
            "Approves sensitive use cases, watches risk and incidents, enforces the principles, "
            "updates playbooks and thresholds."
        ),
        majority=Majority.TWO_THIRDS,
        quorum=COUNCIL_QUORUM,
        required_disciplines=(Discipline.LEGAL, Discipline.SECURITY),
        days_to_decide=COUNCIL_DAYS,
        is_default=True,
    )
    board = create_board(terms, actor=actor)
    today = today_here()
    for discipline in Discipline:
        Seat.objects.create(
            board=board,
            discipline=discipline,
            is_chair=discipline == Discipline.COE_LEAD,
            starts_on=today,
        )
    return board
