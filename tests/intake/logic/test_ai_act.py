from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from intake import catalogs
from intake.choices import AiActClass
from intake.logic.ai_act import classify, parse
from intake.logic.questions import InvalidDocument

DOCUMENT = catalogs.load("eu_ai_act_classification")
CATALOGUE = parse(DOCUMENT)
VIGNETTES = catalogs.load("eu_ai_act_vignettes")["vignettes"]


@pytest.mark.parametrize("vignette", VIGNETTES, ids=lambda vignette: vignette["id"])
def test_each_vignette_gets_its_class_tags_and_articles(vignette):
    found = classify(vignette["answers"], CATALOGUE)

    assert found.ai_act_class == vignette["expected_class"]
    assert set(vignette["expected_tags"]) <= set(found.tags)
    assert set(vignette["expected_articles"]) <= set(found.articles)
    assert set(vignette["unexpected_articles"]).isdisjoint(found.articles)


def test_unsure_counts_as_the_default_and_says_what_it_could_be():
    found = classify({"p_social_scoring": "unsure", "a3_5b_credit": "unsure"}, CATALOGUE)

    assert found.ai_act_class == AiActClass.MINIMAL
    assert [(item.question, item.could_be) for item in found.unsure] == [
        ("p_social_scoring", AiActClass.PROHIBITED),
        ("a3_5b_credit", AiActClass.HIGH),
    ]
    assert found.is_open


def test_an_unsure_that_cannot_matter_stays_what_it_is():
    found = classify({"open_source": "unsure"}, CATALOGUE)

    assert [item.could_be for item in found.unsure] == [AiActClass.MINIMAL]


def test_questions_without_answer_are_said():
    found = classify({"is_ai_system": True}, CATALOGUE)

    assert "is_ai_system" not in found.missing
    assert "p_social_scoring" in found.missing


def test_a_condition_that_does_not_compile_is_named():
    rule = {**DOCUMENT["rules"][0], "condition": "answers.typo"}

    with pytest.raises(InvalidDocument, match="typo"):
        parse({**DOCUMENT, "rules": [rule]})


def any_answer(question):
    if question.kind == "boolean":
        return st.booleans()
    options = st.sampled_from([option.value for option in question.options])
    return st.lists(options, unique=True) if question.kind == "strings" else options


SHEETS = st.fixed_dictionaries(
    {}, optional={key: any_answer(question) for key, question in CATALOGUE.questions.items()}
)


@given(SHEETS)
def test_every_sheet_has_one_class_and_a_reason_for_it(answers):
    found = classify(answers, CATALOGUE)

    assert found.ai_act_class in CATALOGUE.precedence
    assert any(rule.outcome == found.ai_act_class for rule in found.fired)


@given(SHEETS, st.sampled_from(sorted(CATALOGUE.questions)))
def test_saying_unsure_never_hides_a_graver_class(answers, key):
    """What an honest answer would have shown is among the worst cases of an unsure one."""
    honest = classify(answers, CATALOGUE).ai_act_class
    open_ = classify({**answers, key: "unsure"}, CATALOGUE)

    worst = min((item.could_be for item in open_.unsure), key=CATALOGUE.precedence.index)
    if CATALOGUE.questions[key].kind != "strings" and key in answers:
        assert CATALOGUE.precedence.index(worst) <= CATALOGUE.precedence.index(honest)
