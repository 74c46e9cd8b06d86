"""Voting: who may, on what, and what a vote sets in motion."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.roles import Role
from coe_portal.audit.models import AuditEvent
from coe_portal.errors import (
    InvalidInput,
    InvalidTransition,
    NotAllowed,
    RuleViolation,
    StaleState,
)
from governance.actions.closing import close_review
from governance.actions.voting import Ballot, ProposedCondition, cast_vote, declare_conflict
from governance.choices import Outcome, ReviewState, VoteChoice
from governance.models.decisions import Condition, Decision
from governance.models.votes import Vote, VoteHistory
from intake.models.use_cases import Assignment
from tests.governance.conftest import open_for, vote

YES, CONDITIONS = VoteChoice.APPROVE, VoteChoice.CONDITIONS
NO, ABSTAIN = VoteChoice.REJECT, VoteChoice.ABSTAIN


def soon(days: int = 30) -> dt.date:
    return timezone.localdate() + dt.timedelta(days=days)


def test_a_vote_is_kept_with_its_history(review, council):
    vote(review, council.members[0], YES)
    vote(review, council.members[0], NO, rationale="On second thought.")
    assert [v.choice for v in review.votes.all()] == [NO]
    assert [v.choice for v in review.vote_history.all()] == [YES, NO]


def test_the_trail_tells_that_but_not_what_was_voted_while_open(review, council):
    vote(review, council.members[0], NO, rationale="A secret so far.")
    event = AuditEvent.objects.get(action="governance.vote.cast")
    assert event.after == {"seat": "Business", "packet": review.packet.digest}
    assert (event.root_type, event.root_id) == ("intake.usecase", review.use_case_id)


def test_a_changed_vote_is_told_apart_in_the_trail(review, council):
    vote(review, council.members[0], YES)
    vote(review, council.members[0], ABSTAIN)
    assert AuditEvent.objects.filter(action="governance.vote.changed").count() == 1


def test_a_vote_on_another_packet_is_refused(review, council):
    with pytest.raises(StaleState):
        cast_vote(review, Ballot(YES, "0" * 64), actor=Actor.member(council.members[0]))
    assert not Vote.objects.exists()


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.COE_STAFF, Role.ORG_ADMIN])
def test_nobody_votes_without_a_seat(review, member, role):
    with pytest.raises(NotAllowed):
        vote(review, member(role), NO)
    assert not VoteHistory.objects.exists()


def test_an_alternate_does_not_vote_while_the_member_sits(make_council, make_case):
    council = make_council(alternates=(0,))
    review = open_for(make_case())
    with pytest.raises(NotAllowed):
        vote(review, council.alternates[0], YES)


@pytest.mark.parametrize("choice", [NO, CONDITIONS])
def test_rejection_and_conditions_need_a_rationale(review, council, choice):
    ballot = Ballot(choice, review.packet.digest, " ", (ProposedCondition("Log it", soon()),))
    with pytest.raises(InvalidInput) as refused:
        cast_vote(review, ballot, actor=Actor.member(council.members[0]))
    assert list(refused.value.errors) == ["rationale"]


@pytest.mark.parametrize("conditions", [(), (ProposedCondition("Log it", dt.date(2020, 1, 1)),)])
def test_conditions_are_named_with_a_date_to_come(review, council, conditions):
    ballot = Ballot(CONDITIONS, review.packet.digest, "Bias test is open.", conditions)
    with pytest.raises(InvalidInput) as refused:
        cast_vote(review, ballot, actor=Actor.member(council.members[0]))
    assert list(refused.value.errors) == ["conditions"]


def test_the_last_vote_closes_the_review_and_moves_the_case(review, council):
    *first, last = council.members
    assert [vote(review, person, YES) for person in first] == [None] * 3
    decision = vote(review, last, YES)
    review.refresh_from_db()
    review.use_case.refresh_from_db()
    assert decision.outcome == Outcome.APPROVED
    assert (review.state, review.closed_at) == (ReviewState.CLOSED, decision.decided_at)
    assert review.use_case.stage == "discovery"


def test_the_closing_event_holds_all_votes(review, council):
    for person in council.members:
        vote(review, person, YES, rationale="Good case.")
    event = AuditEvent.objects.get(action="governance.review.closed")
    assert [v["choice"] for v in event.after["votes"]] == [YES] * 4
    assert event.after["decision"] == "D-1"


def test_a_closed_review_takes_no_vote(review, council):
    for person in council.members:
        vote(review, person, YES)
    with pytest.raises(InvalidTransition):
        vote(review, council.members[0], NO)
    assert Decision.objects.count() == 1


def test_conditions_become_due_for_the_owner(review, council):
    asked = (ProposedCondition("Close the bias finding", soon()),)
    vote(review, council.members[0], YES)
    vote(review, council.members[1], YES)
    decision = vote(
        review, council.members[2], CONDITIONS, rationale="One finding.", conditions=asked
    )
    condition = Condition.objects.get()
    assert decision.outcome == Outcome.CONDITIONS
    assert (condition.reference, condition.text) == ("D-1.1", "Close the bias finding")
    assert (condition.owner, condition.due_on) == (review.use_case.owner, soon())


def test_conditions_of_a_rejected_case_are_not_imposed(make_council, make_case):
    council = make_council(veto=3)
    review = open_for(make_case())
    asked = (ProposedCondition("Log it", soon()),)
    vote(review, council.members[0], CONDITIONS, rationale="Fine, but.", conditions=asked)
    vote(review, council.members[1], YES)
    decision = vote(review, council.members[3], NO, rationale="Never.")
    review.use_case.refresh_from_db()
    assert (decision.outcome, Condition.objects.count()) == (Outcome.REJECTED, 0)
    assert (review.use_case.stage, decision.rationale) == (
        "rejected",
        "Security and IT risk: Never.",
    )


# Recusal


def test_submitter_sponsor_and_tech_lead_are_recused_and_alternates_stand_in(
    make_council, make_case
):
    council = make_council(size=6, alternates=(0, 1), quorum=4)
    use_case = make_case(owner=council.members[0])
    Assignment.objects.create(use_case=use_case, kind="sponsor", member=council.members[1])
    Assignment.objects.create(use_case=use_case, kind="tech_lead", member=council.members[2])
    review = open_for(use_case)
    voters = {seat.member: seat.voter for seat in review.seats.all()}
    expected = [*council.alternates[:2], None, *council.members[3:]]
    assert [voters[person] for person in council.members] == expected
    assert {r.member: r.kind for r in review.recusals.all()} == {
        council.members[0]: "submitter",
        council.members[1]: "sponsor",
        council.members[2]: "tech_lead",
    }


def test_a_recused_member_cannot_vote(make_council, make_case):
    council = make_council()
    review = open_for(make_case(owner=council.members[0]))
    with pytest.raises(NotAllowed):
        vote(review, council.members[0], YES)


def test_who_becomes_involved_later_cannot_vote_either(review, council):
    Assignment.objects.create(use_case=review.use_case, kind="sponsor", member=council.members[0])
    with pytest.raises(NotAllowed):
        vote(review, council.members[0], YES)


def test_a_declared_conflict_withdraws_the_vote_and_calls_the_alternate(make_council, make_case):
    council = make_council(alternates=(0,))
    review = open_for(make_case())
    vote(review, council.members[0], YES)
    declare_conflict(review, "I own shares of the vendor.", actor=Actor.member(council.members[0]))
    seat = review.seats.get(member=council.members[0])
    assert (seat.voter, review.votes.count()) == (council.alternates[0], 0)
    assert review.vote_history.count() == 1
    assert council.alternates[0].notifications.filter(kind="governance.vote_wanted").exists()
    vote(review, council.alternates[0], NO)
    with pytest.raises(NotAllowed):
        vote(review, council.members[0], YES)


def test_a_conflict_shrinks_the_quorum_and_can_decide(make_council, make_case):
    """Three of four have voted; the fourth steps back, and nothing is open any more."""
    council = make_council(size=4, quorum=4)
    review = open_for(make_case())
    for person in council.members[:3]:
        vote(review, person, YES)
    decision = declare_conflict(
        review, "My sister sells it.", actor=Actor.member(council.members[3])
    )
    assert (decision.outcome, decision.tally["quorum"]) == (Outcome.APPROVED, 3)


def test_a_conflict_needs_its_reason(review, council):
    with pytest.raises(InvalidInput):
        declare_conflict(review, " ", actor=Actor.member(council.members[0]))


def test_a_conflict_in_a_light_review_goes_to_the_next_reviewer(council, make_case):
    review = open_for(make_case(tier="medium"))
    first = review.seats.get().voter
    declare_conflict(review, "I wrote it.", actor=Actor.member(first))
    second = review.seats.get().voter
    assert second not in {None, first, review.use_case.owner}
    decision = vote(review, second, YES)
    assert (decision.outcome, decision.decided_by) == (Outcome.APPROVED, str(second))


def test_a_vote_does_not_count_in_a_case_that_became_ones_own(review, council):
    """Named as sponsor after voting: the vote is withdrawn before anything is counted."""
    vote(review, council.members[0], YES)
    vote(review, council.members[1], YES)
    sponsor = council.members[1]
    Assignment.objects.create(use_case=review.use_case, kind="sponsor", member=sponsor)

    assert vote(review, council.members[2], YES) is None
    assert {one.member for one in review.votes.all()} == {council.members[0], council.members[2]}
    assert review.recusals.get(member=sponsor).kind == "sponsor"
    event = AuditEvent.objects.get(action="governance.member.recused")
    assert event.before == {"speaker": "Voter 1"}

    decision = vote(review, council.members[3], YES)
    assert decision.tally["approve"] == 3
    assert decision.tally["recused"] == 1


def test_an_alternate_speaks_for_who_got_a_part_in_the_case(make_council, make_case):
    council = make_council(alternates=(1,))
    review = open_for(make_case())
    vote(review, council.members[1], YES)
    review.use_case.owner = council.members[1]
    review.use_case.save()

    vote(review, council.members[0], YES)
    vote(review, council.alternates[1], NO)

    votes = {str(one.member): one.choice for one in review.votes.all()}
    assert votes == {"Voter 0": YES, "Alternate 1": NO}


def test_who_got_a_part_is_looked_for_when_the_chair_counts(review, council):
    for person in council.members[:2]:
        vote(review, person, YES)
    review.use_case.owner = council.members[1]
    review.use_case.save()
    with (
        time_machine.travel(review.due_at + dt.timedelta(hours=1), tick=False),
        pytest.raises(RuleViolation),
    ):
        close_review(review, actor=Actor.member(council.members[0]))
