from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from intake.choices import AiActClass, Tier, Touch
from intake.logic.materiality import TOUCHES, Assessed, compare

ANSWERS = st.dictionaries(
    st.sampled_from([*TOUCHES, "annual_benefit", "notes"]), st.booleans() | st.text(max_size=5)
)


def assessed(answers=None, tier=Tier.LOW, ai_act_class=AiActClass.MINIMAL):
    return Assessed(answers or {}, tier, ai_act_class)


@pytest.mark.parametrize(
    ("question", "touch"),
    [
        ("data_sensitivity", Touch.DATA_CLASS),
        ("autonomy", Touch.AUTONOMY),
        ("vendor_name", Touch.VENDOR),
        ("model_name", Touch.MODEL),
    ],
)
def test_a_changed_answer_touches_what_it_is_about(question, touch):
    found = compare(assessed({question: "a"}), assessed({question: "b"}))

    assert found.touches == (touch,)
    assert [(c.question, c.before, c.after) for c in found.answers] == [(question, "a", "b")]


def test_a_tier_or_class_that_moved_is_material_whatever_the_answers():
    assert compare(assessed(), assessed(tier=Tier.HIGH)).touches == (Touch.TIER,)
    assert compare(assessed(), assessed(ai_act_class=None)).touches == (Touch.AI_ACT_CLASS,)


def test_other_answers_are_a_difference_but_not_material():
    found = compare(assessed({"annual_benefit": 1}), assessed({"annual_benefit": 2}))

    assert len(found.answers) == 1
    assert not found.is_material


@given(ANSWERS)
def test_nothing_differs_from_itself(answers):
    found = compare(assessed(answers), assessed(answers))

    assert (found.answers, found.touches) == ((), ())


@given(ANSWERS, ANSWERS)
def test_there_and_back_touch_the_same(before, after):
    there, back = (
        compare(assessed(before), assessed(after)),
        compare(assessed(after), assessed(before)),
    )

    assert there.touches == back.touches
    assert {c.question for c in there.answers} == {c.question for c in back.answers}
