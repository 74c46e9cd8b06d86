"""Boards, ballots and rules as hypothesis draws them."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st

from governance.choices import Discipline, Majority, VoteChoice
from governance.logic.tally import Ballot, Rule, Voter

disciplines = st.sampled_from(list(Discipline))
choices = st.sampled_from(list(VoteChoice))


@st.composite
def boards(draw, most: int = 8):
    size = draw(st.integers(1, most))
    chair = draw(st.one_of(st.none(), st.integers(0, size - 1)))
    return [
        Voter(
            seat=seat,
            discipline=draw(disciplines),
            is_chair=seat == chair,
            has_veto=draw(st.integers(0, 4)) == 0,
            recused=draw(st.integers(0, 4)) == 0,
            weight=draw(st.sampled_from((1, 1, 1, 2, 5))),
        )
        for seat in range(size)
    ]


@st.composite
def rules(draw):
    return Rule(
        majority=draw(st.sampled_from(list(Majority))),
        quorum=draw(st.integers(1, 6)),
        required=draw(st.frozensets(disciplines, max_size=2)),
        tie_break_by_chair=draw(st.booleans()),
    )


@st.composite
def votes(draw, most: int = 8):
    """A board, the rule, and the ballots of some of its seats (recused ones may try too)."""
    board = draw(boards(most))
    seats = draw(st.lists(st.sampled_from([voter.seat for voter in board]), unique=True))
    return board, [Ballot(seat, draw(choices)) for seat in seats], draw(rules())


@st.composite
def quorate_votes(draw, most: int = 8):
    """A vote with quorum and disciplines present, and at least one seat that is still silent."""
    board = [replace(voter, recused=False) for voter in draw(boards(most)) if voter.seat]
    board += [Voter(100, draw(disciplines)), Voter(101, draw(disciplines))]
    said = draw(st.lists(st.sampled_from(board[:-1]), min_size=min(2, len(board) - 1), unique=True))
    rule = replace(
        draw(rules()),
        quorum=draw(st.integers(1, len(said))),
        required=frozenset(draw(st.sets(st.sampled_from([v.discipline for v in said])))),
    )
    return board, [Ballot(voter.seat, draw(choices)) for voter in said], rule
