"""Recusal and tally together: what a committee may do while people step back and stand in."""

from __future__ import annotations

from hypothesis import given, strategies as st

from governance.choices import APPROVALS, Outcome, RecusalKind, VoteChoice
from governance.logic.recusal import Appointment, Involvement, seat_review
from governance.logic.tally import Ballot, Voter, quorum_after_recusals, tally
from tests.governance.logic.strategies import choices, disciplines, rules

people = st.integers(1, 12)
involvements = st.lists(
    st.builds(Involvement, people, st.sampled_from(list(RecusalKind))), max_size=5
)


@st.composite
def committees(draw):
    """Seats with people of their own, whom recusals seat, and what each of the people says."""
    places = [
        Appointment(seat, 2 * seat + 1, draw(st.sampled_from((None, 2 * seat + 2))))
        for seat in range(draw(st.integers(1, 6)))
    ]
    plain = [
        Voter(
            place.seat,
            draw(disciplines),
            is_chair=place.seat == 0,
            has_veto=draw(st.integers(0, 4)) == 0,
            weight=draw(st.sampled_from((1, 1, 2, 5))),
        )
        for place in places
    ]
    opinions = draw(st.dictionaries(people, choices))
    return places, plain, opinions, draw(rules())


def seated(places, plain, parts):
    """Who speaks, and the seats as the tally reads them."""
    sittings = seat_review(places, parts)
    voters = [
        Voter(
            one.seat,
            one.discipline,
            is_chair=one.is_chair,
            has_veto=one.has_veto,
            recused=sitting.recused,
            weight=one.weight,
        )
        for one, sitting in zip(plain, sittings, strict=True)
    ]
    return {one.seat: one.voter for one in sittings}, voters


def said(speakers, opinions):
    """The ballots of those who speak and have an opinion."""
    return [
        Ballot(seat, opinions[person])
        for seat, person in speakers.items()
        if person is not None and person in opinions
    ]


@given(committees(), involvements, st.booleans(), choices)
def test_what_a_barred_person_thinks_changes_nothing(committee, parts, final, choice):
    places, plain, opinions, rule = committee
    speakers, voters = seated(places, plain, parts)
    louder = opinions | {part.member: choice for part in parts}
    before = tally(voters, said(speakers, opinions), rule, final=final)
    assert tally(voters, said(speakers, louder), rule, final=final) == before


@given(committees(), involvements, st.booleans())
def test_every_decision_has_a_quorum_of_people_who_may_judge(committee, parts, final):
    places, plain, opinions, rule = committee
    speakers, voters = seated(places, plain, parts)
    ballots = said(speakers, opinions)
    count = tally(voters, ballots, rule, final=final)
    if count.outcome is not None:
        spoke = {one.seat: speakers[one.seat] for one in ballots}
        assert len(set(spoke.values())) >= quorum_after_recusals(rule, voters)
        assert not set(spoke.values()) & {part.member for part in parts}
        assert rule.required <= {one.discipline for one in plain if one.seat in spoke}


@given(committees(), involvements, st.booleans())
def test_an_alternate_who_stands_in_never_makes_a_decision_harder(committee, parts, final):
    """The same votes, without alternates: what can be reached then can be reached with them."""
    places, plain, _opinions, rule = committee
    alone = [Appointment(one.seat, one.member) for one in places]
    _speakers, with_alternates = seated(places, plain, parts)
    _speakers, without = seated(alone, plain, parts)
    if not tally(without, [], rule, final=final).unreachable:
        assert not tally(with_alternates, [], rule, final=final).unreachable


@given(committees(), involvements)
def test_if_all_who_may_judge_approve_no_rule_rejects(committee, parts):
    places, plain, _opinions, rule = committee
    speakers, voters = seated(places, plain, parts)
    approving = {person: VoteChoice.APPROVE for person in speakers.values() if person is not None}
    ballots = said(speakers, approving)
    outcome = tally(voters, ballots, rule, final=True).outcome
    assert outcome in {None, Outcome.APPROVED}
    assert outcome in APPROVALS or tally(voters, ballots, rule).unreachable
