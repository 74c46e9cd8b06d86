from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from metrics.choices import Dimension, Holds, MaturityStage
from metrics.logic.maturity import LADDER, path_to, standing_of
from metrics.statements import PLACES, STATEMENTS

STRATEGY = Dimension.STRATEGY


def answers(**holds):
    """{stage: word of the answers}: "yy" both hold, "yp" the second partly."""
    words = {"y": Holds.YES, "p": Holds.PARTLY, "n": Holds.NO}
    return {
        f"strategy-{stage}-{place}": words[letter]
        for stage, letters in holds.items()
        for place, letter in enumerate(letters, start=1)
    }


@pytest.mark.parametrize(
    ("said", "stage", "score"),
    [
        ({}, None, 0),
        (answers(establish="yn"), None, 0.5),
        (answers(establish="yp"), MaturityStage.ESTABLISH, 1),
        (answers(establish="yy", scale="pn"), MaturityStage.ESTABLISH, 1.25),
        (answers(establish="nn", scale="yy"), None, 0),
        (
            answers(establish="yy", scale="yy", optimise="yy", embed="yy"),
            MaturityStage.EMBED,
            4,
        ),
    ],
)
def test_a_stage_is_built_on_the_ones_before(said, stage, score):
    standing = standing_of(STRATEGY, PLACES, said)
    assert (standing.stage, standing.score) == (stage, score)


def test_the_path_lists_what_is_lacking_up_to_the_target():
    said = answers(establish="yp", scale="ny", optimise="nn")
    codes = [place.code for place in path_to(MaturityStage.SCALE, STRATEGY, PLACES, said)]
    assert codes == ["strategy-establish-2", "strategy-scale-1"]


def test_there_are_two_statements_for_each_dimension_and_stage():
    pairs = [(each.place.dimension, each.place.stage) for each in STATEMENTS]
    assert sorted(set(pairs)) == sorted((d, s) for d in Dimension for s in LADDER)
    assert {pairs.count(pair) for pair in pairs} == {2}
    assert len({str(each.text) for each in STATEMENTS}) == 48


words = st.dictionaries(st.sampled_from([p.code for p in PLACES]), st.sampled_from(list(Holds)))


@given(words, st.sampled_from(PLACES))
def test_one_more_yes_never_lowers_a_score(said, place):
    before = standing_of(place.dimension, PLACES, said)
    after = standing_of(place.dimension, PLACES, {**said, place.code: Holds.YES})
    assert 0 <= before.score <= after.score <= 4
