from __future__ import annotations

import pytest

from intake.logic.import_answers import fit_answers
from intake.logic.import_rows import CaseProblem
from intake.logic.questions import parse_question

OPTIONS = [{"value": "few", "label": "Up to 50"}, {"value": "many", "label": "More than 1,000"}]
QUESTIONS = {
    raw["id"]: parse_question({"label": raw["id"], **raw})
    for raw in (
        {"id": "personal", "type": "boolean"},
        {"id": "users", "type": "single_choice", "options": OPTIONS},
        {"id": "groups", "type": "multi_choice", "options": OPTIONS},
        {"id": "hours", "type": "number", "minimum": 0},
        {"id": "notes", "type": "long_text"},
        {"id": "sponsor", "type": "member"},
    )
}


@pytest.mark.parametrize(
    ("code", "value", "answer"),
    [
        ("personal", "Yes", True),
        ("personal", False, False),
        ("users", "more than 1,000", "many"),
        ("users", "few", "few"),
        ("groups", "Up to 50; many", ["few", "many"]),
        ("groups", ["many"], ["many"]),
        ("hours", "12", 12),
        ("notes", "x" * 12_000, "x" * 10_000),
    ],
)
def test_a_value_becomes_the_stored_form_of_the_answer(code, value, answer):
    assert fit_answers({code: value}, QUESTIONS) == ({code: answer}, [])


@pytest.mark.parametrize(
    ("code", "value"),
    [
        ("personal", "perhaps"),
        ("users", "some"),
        ("groups", "few; none"),
        ("hours", -3),
        ("sponsor", "7"),
        ("unheard_of", "x"),
    ],
)
def test_what_is_no_answer_stays_missing_and_is_reported(code, value):
    answers, problems = fit_answers({code: value}, QUESTIONS)

    assert answers == {}
    assert [(problem.code, problem.column) for problem in problems] == [
        (CaseProblem.NOT_ASKED, code)
    ]
