"""Closing: by the last vote, or by the chair when the time is over."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.roles import Role
from coe_portal.errors import InvalidTransition, NotAllowed, RuleViolation
from coe_portal.gates import registry
from coe_portal.gates.registry import Unmet, requirement
from governance.actions.closing import close_review
from governance.choices import Outcome, VoteChoice
from governance.models.decisions import Decision
from intake.models.use_cases import UseCase
from tests.governance.conftest import open_for, vote

YES, NO, ABSTAIN = VoteChoice.APPROVE, VoteChoice.REJECT, VoteChoice.ABSTAIN


def after_the_end(review):
    return time_machine.travel(review.due_at + dt.timedelta(minutes=1), tick=False)


def test_the_chair_counts_the_votes_cast_when_the_time_is_over(review, council):
    for person in council.members[:3]:
        vote(review, person, YES)
    with after_the_end(review):
        decision = close_review(review, actor=Actor.member(council.members[0]))
    assert (decision.outcome, decision.tally["pending"]) == (Outcome.APPROVED, 1)


def test_not_before_the_time_is_over(review, council):
    for person in council.members[:3]:
        vote(review, person, YES)
    with pytest.raises(InvalidTransition):
        close_review(review, actor=Actor.member(council.members[0]))


def test_silence_never_approves(review, council):
    vote(review, council.members[0], YES)
    with after_the_end(review), pytest.raises(RuleViolation, match="quorum"):
        close_review(review, actor=Actor.member(council.members[0]))
    assert not Decision.objects.exists()


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.EXECUTIVE, Role.ORG_ADMIN])
def test_others_do_not_count(review, member, role):
    with after_the_end(review), pytest.raises(NotAllowed):
        close_review(review, actor=Actor.member(member(role)))


def test_a_deferred_case_stays_where_it_is(review, council):
    for person in council.members:
        vote(review, person, ABSTAIN)
    decision = Decision.objects.get()
    review.use_case.refresh_from_db()
    assert (decision.outcome, decision.valid_until) == (Outcome.DEFERRED, None)
    assert review.use_case.stage == "intake"


def test_an_approval_has_a_sunset_date(make_council, make_case):
    council = make_council(valid_months=6)
    review = open_for(make_case())
    with time_machine.travel(dt.datetime(2026, 8, 31, 9, tzinfo=dt.UTC), tick=False):
        for person in council.members:
            vote(review, person, YES)
    assert Decision.objects.get().valid_until == dt.date(2027, 2, 28)


def test_people_of_the_case_are_told(review, council):
    for person in council.members:
        vote(review, person, YES)
    told = review.use_case.owner.notifications.get(kind="governance.decision_reached")
    assert told.title == "UC-1 Underwriting copilot: Approved"


def test_an_approval_stands_when_something_else_is_missing(review, council):
    code = "tests.something_else"

    @requirement("discovery", code=code, label="Something else")
    def something_else(use_case: UseCase) -> Unmet:
        return Unmet(code, "A sponsor is missing.")

    try:
        for person in council.members:
            vote(review, person, YES)
    finally:
        forget("discovery", code)
    review.use_case.refresh_from_db()
    owner = review.use_case.owner
    assert (Decision.objects.get().outcome, review.use_case.stage) == (Outcome.APPROVED, "intake")
    assert owner.notifications.filter(kind="governance.approved_but_waiting").exists()


def forget(gate: str, code: str) -> None:
    del registry._requirements[gate][code]


def test_the_time_is_measured_from_opening(review, council):
    with time_machine.travel(timezone.now() + dt.timedelta(days=3), tick=False):
        for person in council.members:
            vote(review, person, YES)
    decision = Decision.objects.get()
    assert (decision.decided_at - decision.started_at).days == 3


def test_dissent_is_recorded_with_its_reason(review, council):
    for person in council.members[:3]:
        vote(review, person, YES)
    decision = vote(review, council.members[3], NO, rationale="It sees children's data.")
    assert decision.outcome == Outcome.APPROVED
    (dissent,) = decision.dissent
    assert dissent["member"] == str(council.members[3])
    assert dissent["rationale"] == "It sees children's data."


def test_a_heavier_seat_outvotes_two(make_council, make_case):
    council = make_council()
    council.board.seats.filter(member=council.members[0]).update(weight=3)
    review = open_for(make_case())
    vote(review, council.members[1], YES)
    vote(review, council.members[2], YES)
    vote(review, council.members[3], ABSTAIN)
    decision = vote(review, council.members[0], NO, rationale="No.")
    assert decision.outcome == Outcome.REJECTED
    assert {one["choice"] for one in decision.dissent} == {YES}
