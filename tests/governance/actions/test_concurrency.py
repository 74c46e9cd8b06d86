"""A vote and a resubmission at the same moment: one after the other, never a deadlock."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from coe_portal.accounts.actor import Actor
from coe_portal.audit.models import AuditEvent
from coe_portal.audit.verification import verify_chain
from coe_portal.errors import InvalidTransition
from coe_portal.tenancy.scope import scope
from governance.actions.boards import BoardTerms, create_board
from governance.actions.routing import reroute_changed
from governance.actions.voting import Ballot, cast_vote
from governance.choices import ReviewState, VoteChoice
from governance.models.reviews import Review
from intake.models.use_cases import UseCase
from tests.governance.conftest import OPERATOR, make_assessment, new_case, new_council, open_for

ROUNDS = 8

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def test_votes_and_resubmissions_do_not_deadlock(organization, member):
    with scope(organization):
        council = new_council(member)
        case = new_case(member(name="Olive Owner"))
        open_for(case)
    for number in range(ROUNDS):
        _race(organization, council, case.pk, number)
    with scope(organization):
        states = list(Review.objects.order_by("number").values_list("state", flat=True))
        assert states == [ReviewState.STALE] * ROUNDS + [ReviewState.OPEN]
        assert AuditEvent.objects.filter(action="governance.review.went_stale").count() == ROUNDS
        assert verify_chain() is None


def _race(organization, council, case: int, number: int) -> None:
    """One member votes while the case is submitted again."""
    start = Barrier(2)

    def resubmit() -> None:
        start.wait(timeout=30)
        with scope(organization):
            row = UseCase.objects.locked(case)
            assessment = make_assessment(row, tier="high", submitted_by=row.owner)
            create_board(BoardTerms(f"Board {number}"), actor=OPERATOR)  # takes the trail's lock
            reroute_changed(assessment, actor=OPERATOR)
        connection.close()

    def cast() -> None:
        with scope(organization):
            review = Review.objects.open().select_related("packet").get()
        start.wait(timeout=30)
        ballot = Ballot(VoteChoice.APPROVE, review.packet.digest)
        try:
            with scope(organization):
                cast_vote(review, ballot, actor=Actor.member(council.members[number % 3]))
        except InvalidTransition:
            pass  # the resubmission was first
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=2) as pool:
        for done in [pool.submit(resubmit), pool.submit(cast)]:
            done.result(timeout=60)
