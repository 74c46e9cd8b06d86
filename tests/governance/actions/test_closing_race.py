"""Forty last votes at the same moment: one Decision, one closing event, an unbroken chain."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.models import Membership
from coe_portal.audit.models import AuditEvent
from coe_portal.audit.verification import verify_chain
from coe_portal.errors import InvalidTransition
from coe_portal.tenancy.scope import scope
from governance.actions.voting import Ballot, cast_vote
from governance.choices import Outcome, ReviewState, VoteChoice
from governance.models.decisions import Decision
from governance.models.reviews import Review
from governance.models.votes import Vote, VoteHistory
from intake.models.use_cases import StageChange
from tests.governance.conftest import new_case, new_council, open_for, vote

VOTES = 40

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def all_at_once(organization, review: Review, voters: list[Membership]) -> Counter[str]:
    """Each voter approves in a thread and transaction of its own; how it went, counted."""
    start = Barrier(len(voters))
    ballot = Ballot(VoteChoice.APPROVE, review.packet.digest)

    def approve(person: Membership) -> str:
        try:
            start.wait(timeout=60)
            with scope(organization):
                decision = cast_vote(review, ballot, actor=Actor.member(person))
        except InvalidTransition:
            return "too late"
        else:
            return "decided" if decision else "voted"
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=len(voters)) as pool:
        return Counter(pool.map(approve, voters))


def assert_closed_once(review: Review) -> None:
    review.refresh_from_db()
    assert review.state == ReviewState.CLOSED
    assert Decision.objects.get().outcome == Outcome.APPROVED
    assert AuditEvent.objects.filter(action="governance.review.closed").count() == 1
    assert StageChange.objects.filter(use_case=review.use_case).count() == 1
    assert verify_chain() is None


def test_forty_clicks_on_the_last_missing_vote(organization, member):
    with scope(organization):
        council = new_council(member, 4)
        review = open_for(new_case(member(name="Olive Owner")))
        for person in council.members[:3]:
            vote(review, person, VoteChoice.APPROVE)
        digest = review.packet.digest
    assert digest
    went = all_at_once(organization, review, [council.members[3]] * VOTES)
    assert went == {"decided": 1, "too late": VOTES - 1}
    with scope(organization):
        assert_closed_once(review)
        assert VoteHistory.objects.count() == 4


def test_forty_seats_voting_at_once(organization, member):
    with scope(organization):
        council = new_council(member, VOTES, quorum=20)
        review = open_for(new_case(member(name="Olive Owner")))
        digest = review.packet.digest
    assert digest
    went = all_at_once(organization, review, council.members)
    assert went == {"decided": 1, "voted": VOTES - 1}
    with scope(organization):
        assert_closed_once(review)
        assert Vote.objects.count() == VOTES
