from __future__ import annotations

import time

from hypothesis import given

from intake import catalogs
from intake.choices import AiActClass, Axis, Tier
from intake.logic import ai_act, questionnaires, scoring, tiering
from intake.logic.evaluation import Rulebook, evaluate
from tests.intake.answers import complete_answers
from tests.intake.logic.test_questionnaires import a_sheet

RULEBOOK = Rulebook(
    questionnaires.parse(catalogs.load("default_questionnaire")),
    scoring.parse(catalogs.load("default_rubric")),
    tiering.parse(catalogs.load("risk_tiers")),
    ai_act.parse(catalogs.load("eu_ai_act_classification")),
)


def test_without_answers_there_is_no_class_and_no_score_but_a_list_of_what_is_missing():
    found = evaluate({}, RULEBOOK)

    assert found.classification is None
    assert found.scores.priority is None
    assert {"eu_class", "special_category_data", "annual_benefit"} <= set(found.missing)


def test_the_class_feeds_tier_and_risk():
    calm = evaluate(complete_answers(), RULEBOOK)
    grave = evaluate(
        complete_answers(
            law_areas=["services"],
            a3_5a_public_benefits=False,
            a3_5b_credit=True,
            a3_5b_fraud_only=False,
            a3_5c_insurance=False,
            a3_5d_emergency=False,
        ),
        RULEBOOK,
    )

    assert grave.classification.ai_act_class == AiActClass.HIGH
    assert "H1" in [rule.id for rule in grave.tiering.fired]
    assert (calm.tiering.tier, grave.tiering.tier) == (Tier.LOW, Tier.HIGH)
    assert grave.scores.axes[Axis.RISK].score > calm.scores.axes[Axis.RISK].score


def test_an_open_legal_question_is_no_low_case():
    found = evaluate(complete_answers(p_manipulation="unsure"), RULEBOOK)

    assert [rule.id for rule in found.tiering.deciding] == ["M12"]


def test_a_question_that_earlier_answers_make_needless_is_not_missing():
    found = evaluate(complete_answers(personal_data=False), RULEBOOK)

    assert "special_category_data" not in found.missing


@given(a_sheet())
def test_any_answers_evaluate_and_only_asked_ones_count(answers):
    found = evaluate(answers, RULEBOOK, what_if=False)

    assert found.answers.keys() <= answers.keys()
    assert set(found.missing).isdisjoint(found.answers.keys() - {"accepts_rules"})
    assert (found.gates == ()) == (found.tiering.tier == Tier.PROHIBITED)


def test_a_case_is_evaluated_in_milliseconds():
    """A guard against compiling per case: the figure is far above what is measured."""
    answers = complete_answers()
    started = time.perf_counter()
    for _case in range(50):
        evaluate(answers, RULEBOOK)

    assert time.perf_counter() - started < 50 * 0.05
