"""The tally: what a committee's votes come to, whatever their order."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import assume, given, settings, strategies as st

from governance.choices import APPROVALS, Discipline, Majority, Outcome, VoteChoice
from governance.logic.tally import Ballot, Rule, Voter, quorum_after_recusals, tally
from tests.governance.logic.strategies import boards, choices, quorate_votes, rules, votes

YES, CONDITIONS = VoteChoice.APPROVE, VoteChoice.CONDITIONS
NO, ABSTAIN = VoteChoice.REJECT, VoteChoice.ABSTAIN
SIX = [Voter(seat, discipline) for seat, discipline in enumerate(Discipline)]
RANK = [Outcome.REJECTED, Outcome.DEFERRED, Outcome.CONDITIONS, Outcome.APPROVED]


def cast(*said: VoteChoice | None) -> list[Ballot]:
    return [Ballot(seat, choice) for seat, choice in enumerate(said) if choice is not None]


def codes(count) -> set[str]:
    return {reason.code for reason in count.reasons}


@given(votes(), st.booleans(), st.randoms())
def test_the_order_of_votes_never_matters(vote, final, random):
    board, ballots, rule = vote
    shuffled = random.sample(ballots, len(ballots))
    assert tally(board, shuffled, rule, final=final) == tally(board, ballots, rule, final=final)


@given(votes(), st.booleans(), st.randoms())
def test_the_order_of_seats_never_matters(vote, final, random):
    board, ballots, rule = vote
    shuffled = random.sample(board, len(board))
    assert tally(shuffled, ballots, rule, final=final) == tally(board, ballots, rule, final=final)


@given(votes(), st.booleans())
def test_no_outcome_without_quorum_and_required_disciplines(vote, final):
    board, ballots, rule = vote
    count = tally(board, ballots, rule, final=final)
    able = {voter.seat: voter.discipline for voter in board if not voter.recused}
    present = {able[ballot.seat] for ballot in ballots if ballot.seat in able}
    if count.cast < count.quorum or not rule.required <= present:
        assert count.outcome is None


@given(votes(), st.booleans())
def test_a_recused_vote_never_counts(vote, final):
    board, ballots, rule = vote
    recused = {voter.seat for voter in board if voter.recused}
    without = [ballot for ballot in ballots if ballot.seat not in recused]
    assert tally(board, ballots, rule, final=final) == tally(board, without, rule, final=final)


@given(boards(), rules(), st.booleans())
def test_silence_never_decides(board, rule, final):
    assert tally(board, [], rule, final=final).outcome is None


@given(votes(), st.booleans())
def test_silence_never_approves(vote, final):
    """Every approval has a voice behind it that was raised."""
    board, ballots, rule = vote
    if tally(board, ballots, rule, final=final).outcome in APPROVALS:
        assert any(ballot.choice in {YES, CONDITIONS} for ballot in ballots)


@given(votes(), st.booleans(), choices)
def test_a_recused_seat_never_makes_or_changes_a_decision(vote, final, choice):
    """Whatever all recused seats say, together and over what they said before."""
    board, ballots, rule = vote
    recused = {voter.seat for voter in board if voter.recused}
    loud = [one for one in ballots if one.seat not in recused]
    loud += [Ballot(seat, choice) for seat in recused]
    assert tally(board, loud, rule, final=final) == tally(board, ballots, rule, final=final)


@given(votes(), st.booleans())
def test_the_silent_never_carry_what_the_voters_did_not(vote, final):
    """Approval needs more weight for than against among those who voted."""
    board, ballots, rule = vote
    count = tally(board, ballots, rule, final=final)
    weights = {voter.seat: voter.weight for voter in board if not voter.recused}
    said = [(weights[one.seat], one.choice) for one in ballots if one.seat in weights]
    yes = sum(weight for weight, choice in said if choice in {YES, CONDITIONS})
    no = sum(weight for weight, choice in said if choice == NO)
    if count.outcome in APPROVALS:
        assert yes >= no
        assert yes > 0


@given(votes(), st.booleans(), st.data())
def test_adding_an_approval_never_turns_approval_into_rejection(vote, final, data):
    """Early or at the end, with or without quorum before, for any seats, weights and rules."""
    board, ballots, rule = vote
    silent = {voter.seat for voter in board} - {ballot.seat for ballot in ballots}
    assume(silent)
    seat = data.draw(st.sampled_from(sorted(silent)))
    before = tally(board, ballots, rule, final=final).outcome
    after = tally(board, [*ballots, Ballot(seat, YES)], rule, final=final).outcome
    if before in APPROVALS:
        assert after == before
    elif before == Outcome.DEFERRED:
        assert after != Outcome.REJECTED


@given(quorate_votes(), st.data())
def test_adding_an_approval_never_turns_approval_into_less(vote, data):
    board, ballots, rule = vote
    before = tally(board, ballots, rule, final=True)
    assume(before.outcome in APPROVALS)
    silent = [voter.seat for voter in board if voter.seat not in {b.seat for b in ballots}]
    seat = data.draw(st.sampled_from(silent))
    after = tally(board, [*ballots, Ballot(seat, YES)], rule, final=True)
    assert after.outcome == before.outcome


@given(quorate_votes(), st.data())
def test_turning_a_rejection_into_an_approval_never_makes_it_worse(vote, data):
    board, ballots, rule = vote
    against = [ballot for ballot in ballots if ballot.choice == NO]
    assume(against)
    turned = data.draw(st.sampled_from(against))
    better = [Ballot(b.seat, YES) if b == turned else b for b in ballots]
    before, after = (tally(board, said, rule, final=True).outcome for said in (ballots, better))
    assert RANK.index(after) >= RANK.index(before)


@settings(max_examples=300)
@given(quorate_votes(most=3))
def test_decided_early_exactly_when_nothing_can_change_it(vote):
    """Against the brute-force truth: every way in which the silent seats may still vote."""
    board, ballots, rule = vote
    count = tally(board, ballots, rule)
    said = {ballot.seat for ballot in ballots}
    silent = [voter.seat for voter in board if not voter.recused and voter.seat not in said]
    futures = {
        tally(board, [*ballots, *map(Ballot, silent, way)], rule).outcome
        for way in product(VoteChoice, repeat=len(silent))
    }
    assert count.outcome == (futures.pop() if len(futures) == 1 else None)


@given(votes())
def test_every_seat_is_counted_once(vote):
    board, ballots, rule = vote
    count = tally(board, ballots, rule)
    assert count.cast + count.pending + count.recused == len(board)


@given(votes(), choices)
def test_once_all_have_voted_a_reachable_vote_is_decided(vote, choice):
    board, _, rule = vote
    count = tally(board, [Ballot(voter.seat, choice) for voter in board], rule)
    assert (count.outcome is None) == count.unreachable


@pytest.mark.parametrize(
    ("majority", "said", "outcome"),
    [
        (Majority.MAJORITY, (YES, YES, YES, YES, NO, NO), Outcome.APPROVED),
        (Majority.MAJORITY, (YES, YES, NO, NO, NO, NO), Outcome.REJECTED),
        (Majority.MAJORITY, (YES, ABSTAIN, ABSTAIN, ABSTAIN, ABSTAIN, ABSTAIN), Outcome.APPROVED),
        (Majority.MAJORITY, (YES, YES, CONDITIONS, NO, NO, ABSTAIN), Outcome.CONDITIONS),
        (Majority.TWO_THIRDS, (YES, YES, YES, YES, NO, NO), Outcome.APPROVED),
        (Majority.TWO_THIRDS, (YES, YES, YES, NO, NO, NO), Outcome.REJECTED),
        (Majority.TWO_THIRDS, (YES, YES, YES, NO, NO, ABSTAIN), Outcome.REJECTED),
        (Majority.UNANIMOUS, (YES, YES, YES, YES, YES, CONDITIONS), Outcome.CONDITIONS),
        (Majority.UNANIMOUS, (YES, YES, YES, YES, YES, NO), Outcome.REJECTED),
        (Majority.UNANIMOUS, (YES, ABSTAIN, YES, YES, YES, YES), Outcome.APPROVED),
        (Majority.UNANIMOUS, (ABSTAIN,) * 6, Outcome.DEFERRED),
    ],
)
def test_rules(majority, said, outcome):
    assert tally(SIX, cast(*said), Rule(majority, quorum=4)).outcome == outcome


def test_votes_count_by_weight_and_the_quorum_by_seats():
    board = [Voter(0, Discipline.LEGAL, weight=3), *SIX[1:3]]
    count = tally(board, cast(NO, YES, YES), Rule(quorum=3))
    assert (count.outcome, count.approve, count.reject) == (Outcome.REJECTED, 2, 1)
    assert count.reasons[0].params == {"yes": 2, "no": 3}
    assert tally(board, cast(YES, None, None), Rule(quorum=2)).outcome is None


def test_a_veto_rejects_against_everybody_else():
    board = [*SIX[:5], Voter(5, Discipline.ETHICS, has_veto=True)]
    count = tally(board, cast(YES, YES, YES, YES, YES, NO), Rule(quorum=4))
    assert (count.outcome, codes(count)) == (Outcome.REJECTED, {"veto"})


def test_a_veto_decides_early_but_not_before_the_quorum():
    board = [Voter(0, Discipline.LEGAL, has_veto=True), *SIX[1:]]
    rule = Rule(quorum=3)
    assert tally(board, cast(NO, YES), rule).outcome is None
    assert tally(board, cast(NO, YES, YES), rule).outcome == Outcome.REJECTED


def test_approval_waits_for_those_who_may_still_ask_for_conditions():
    assert tally(SIX, cast(YES, YES, YES, YES), Rule(quorum=4)).outcome is None
    assert tally(SIX, cast(YES, YES, YES, CONDITIONS), Rule(quorum=4)).outcome == Outcome.CONDITIONS


def test_at_the_end_of_the_time_the_votes_cast_are_counted():
    count = tally(SIX, cast(YES, YES, YES, YES), Rule(quorum=4), final=True)
    assert (count.outcome, count.pending) == (Outcome.APPROVED, 2)


def test_chair_breaks_a_tie_with_the_side_already_taken():
    board = [Voter(0, Discipline.COE_LEAD, is_chair=True), *SIX[1:4]]
    said = cast(YES, YES, NO, NO)
    count = tally(board, said, Rule(quorum=4))
    assert (count.outcome, "chair_breaks_tie" in codes(count)) == (Outcome.APPROVED, True)
    assert tally(board, cast(NO, YES, YES, NO), Rule(quorum=4)).outcome == Outcome.REJECTED


@pytest.mark.parametrize("chair", [ABSTAIN, None])
def test_a_tie_that_no_chair_breaks_is_deferred(chair):
    board = [Voter(0, Discipline.COE_LEAD, is_chair=True), *SIX[1:5]]
    count = tally(board, cast(chair, YES, YES, NO, NO), Rule(quorum=4), final=True)
    assert (count.outcome, "tie" in codes(count)) == (Outcome.DEFERRED, True)


def test_a_tie_is_deferred_where_the_chair_has_no_casting_vote():
    board = [Voter(0, Discipline.COE_LEAD, is_chair=True), *SIX[1:4]]
    rule = Rule(quorum=4, tie_break_by_chair=False)
    assert tally(board, cast(YES, YES, NO, NO), rule).outcome == Outcome.DEFERRED


def test_an_abstaining_discipline_is_present():
    rule = Rule(quorum=2, required=frozenset({Discipline.LEGAL}))
    board = [Voter(0, Discipline.LEGAL), Voter(1, Discipline.BUSINESS)]
    assert tally(board, cast(ABSTAIN, YES), rule).outcome == Outcome.APPROVED


@given(boards(), rules())
def test_the_quorum_is_never_more_than_the_rule_nor_a_smaller_share_of_those_left(board, rule):
    able = sum(not voter.recused for voter in board)
    quorum = quorum_after_recusals(rule, board)
    assert 1 <= quorum <= rule.quorum
    assert quorum * len(board) >= rule.quorum * able


@pytest.mark.parametrize(
    ("quorum", "recused", "expected"),
    [(4, 0, 4), (4, 1, 4), (4, 2, 3), (4, 3, 2), (4, 5, 2), (4, 6, 2), (1, 5, 1), (6, 1, 5)],
)
def test_recusal_shrinks_the_quorum_in_proportion(quorum, recused, expected):
    board = [
        Voter(seat, discipline, recused=seat < recused)
        for seat, discipline in enumerate(Discipline)
    ]
    assert quorum_after_recusals(Rule(quorum=quorum), board) == expected


def test_a_board_of_one_left_cannot_decide():
    board = [Voter(seat, Discipline.LEGAL, recused=seat > 0) for seat in range(4)]
    count = tally(board, cast(YES), Rule(quorum=3))
    assert (count.outcome, count.unreachable) == (None, True)


def test_a_required_discipline_with_nobody_left_blocks_and_says_so():
    board = [Voter(0, Discipline.LEGAL, recused=True), *SIX[3:]]
    rule = Rule(quorum=2, required=frozenset({Discipline.LEGAL}))
    count = tally(board, [Ballot(voter.seat, YES) for voter in board], rule)
    assert (count.outcome, count.missing_disciplines) == (None, (Discipline.LEGAL,))
    assert count.unreachable
