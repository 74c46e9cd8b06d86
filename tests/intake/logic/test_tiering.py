from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from intake import catalogs
from intake.choices import Tier
from intake.logic.questions import InvalidDocument
from intake.logic.tiering import PRECEDENCE, highest, parse, tier, tier_named
from tests.intake.logic.test_ai_act import any_answer

DOCUMENT = catalogs.load("risk_tiers")
POLICY = parse(DOCUMENT)
SHEETS = st.fixed_dictionaries(
    {}, optional={key: any_answer(question) for key, question in POLICY.questions.items()}
)


@pytest.mark.parametrize("case", DOCUMENT["vignettes"], ids=lambda case: case["id"])
def test_each_case_of_the_default_policy_gets_its_tier(case):
    assert tier(case["answers"], POLICY).tier == tier_named(case["expected_tier"])


def test_all_rules_that_hold_are_kept_and_the_highest_decides():
    found = tier({"customer_facing": True, "personal_data": True, "children": True}, POLICY)

    assert [rule.id for rule in found.fired] == ["H7", "M1", "M2", "L1"]
    assert found.tier == Tier.HIGH
    assert [rule.id for rule in found.deciding] == ["H7"]


def test_questions_without_answer_are_missing_not_invented():
    found = tier({"customer_facing": False}, POLICY)

    assert "customer_facing" not in found.missing
    assert "personal_data" in found.missing


def test_what_would_change_the_tier_is_every_single_answer_that_does():
    found = tier({"customer_facing": True}, POLICY)

    by_answer = {
        (change.question, change.answer): change.tier
        for change in found.would_change
        if not isinstance(change.answer, list)
    }
    assert by_answer["customer_facing", False] == Tier.LOW
    assert by_answer["children", True] == Tier.HIGH
    assert by_answer["eu_class", "prohibited"] == Tier.PROHIBITED
    assert ("personal_data", True) not in by_answer


def test_a_rule_that_cannot_be_computed_counts_as_held():
    question = {"id": "n", "type": "number", "text": "?", "default": 0}
    rule = {"id": "R", "tier": "high", "condition": "1 / int(answers.n) > 5", "explanation": "x"}
    policy = parse({"questions": [question], "rules": [rule]})

    assert tier({"n": 0}, policy, what_if=False).tier == Tier.HIGH
    assert tier({"n": 1}, policy, what_if=False).tier == Tier.LOW


@pytest.mark.parametrize(
    "rule",
    [
        {"id": "R", "tier": "gigantic", "condition": "true", "explanation": "x"},
        {"id": "R", "tier": "low", "condition": "answers.typo", "explanation": "x"},
        {"id": "R", "tier": "low", "condition": "true"},
    ],
)
def test_a_rule_that_cannot_be_used_is_refused(rule):
    with pytest.raises(InvalidDocument):
        parse({**DOCUMENT, "rules": [rule]})


@given(SHEETS)
def test_the_tier_is_the_gravest_of_all_rules_that_hold(answers):
    found = tier(answers, POLICY, what_if=False)

    assert found.tier == highest(found.fired)
    assert all(PRECEDENCE.index(rule.tier) >= PRECEDENCE.index(found.tier) for rule in found.fired)
    assert found.deciding


@given(SHEETS)
def test_each_change_named_does_change_the_tier_as_said(answers):
    found = tier(answers, POLICY)

    for change in found.would_change:
        again = tier({**answers, change.question: change.answer}, POLICY, what_if=False)
        assert again.tier == change.tier != found.tier


@given(SHEETS)
def test_answers_the_policy_does_not_ask_change_nothing(answers):
    more = {**answers, "favourite_colour": "green"}

    assert tier(more, POLICY, what_if=False) == tier(answers, POLICY, what_if=False)
