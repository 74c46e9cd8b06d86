from __future__ import annotations

import copy

import pytest

from intake import catalogs
from intake.logic import checking, sandbox
from tests.intake.answers import FORM

QUESTIONNAIRE = catalogs.load("default_questionnaire")
RUBRIC = catalogs.load("default_rubric")
POLICY = catalogs.load("risk_tiers")
ASKED = list(FORM.questions)


def changed(document, change):
    copied = copy.deepcopy(document)
    change(copied)
    return copied


def test_the_documents_that_come_with_the_portal_may_be_published():
    assert checking.questionnaire_problems(QUESTIONNAIRE) == []
    assert checking.rubric_problems(RUBRIC, ASKED) == []
    assert checking.policy_problems(POLICY, ASKED) == []
    assert checking.catalogue_problems(catalogs.load("eu_ai_act_classification")) == []


def test_a_rule_that_could_eat_the_memory_is_refused_by_name():
    document = changed(
        POLICY, lambda d: d["rules"][0].update(condition="[1, 2].map(x, [1, 2]).size() > 0")
    )

    assert checking.policy_problems(document, ASKED) == ["rule B1: function 'map' is not allowed"]


def test_a_typo_in_a_rule_is_named():
    document = changed(POLICY, lambda d: d["rules"][1].update(condition="answers.eu_clas == 'x'"))

    assert checking.policy_problems(document, ASKED) == [
        "rule H1: undeclared reference to 'answers.eu_clas' (in container '')"
    ]


def test_a_policy_must_still_give_its_own_cases_their_tier():
    document = changed(POLICY, lambda d: d["rules"].pop(-3))

    problems = checking.policy_problems(document, ASKED)
    assert all(problem.startswith("test case ") for problem in problems)
    assert checking.policy_problems(document, ASKED)


def test_a_policy_may_only_read_what_somebody_asks():
    extra = {"id": "shoe_size", "type": "number", "text": "?", "default": 0}
    document = changed(POLICY, lambda d: d["questions"].append(extra))

    assert checking.policy_problems(document, ASKED) == ["nobody asks shoe_size"]


def test_an_unknown_control_condition_is_named():
    document = changed(POLICY, lambda d: d["controls"][0].update(high="if_monday"))

    assert checking.policy_problems(document, ASKED) == [
        "control use-case-record: unknown condition 'if_monday'"
    ]


def test_a_rubric_may_only_score_what_somebody_asks():
    document = changed(RUBRIC, lambda d: d["axes"][0]["criteria"][0].update(question="shoe_size"))

    assert checking.rubric_problems(document, ASKED) == ["criterion benefit: nobody asks shoe_size"]


@pytest.mark.parametrize("document", [{}, {"sections": []}, {"sections": [{}]}, {"sections": 3}])
def test_what_is_no_questionnaire_is_refused(document):
    assert checking.questionnaire_problems(document)


@pytest.mark.parametrize("document", [{}, {"questions": [], "rules": [{}]}, {"rules": 1}])
def test_what_is_no_policy_is_refused(document):
    assert checking.policy_problems(document, ASKED)


def test_compiling_has_a_limit_of_time_and_memory(monkeypatch):
    monkeypatch.setattr(sandbox, "MEMORY_BYTES", 1024 * 1024)

    refused = sandbox.refusals({"a": "boolean"}, [], ["answers.a"])

    assert [refusal.reason for refusal in refused] == ["took too much time or memory to compile"]
