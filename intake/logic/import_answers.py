"""Fit the answers of a foreign file to the questions that are really asked here."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from coe_portal.importing.rows import Problem
from coe_portal.importing.rules import Value, normal
from intake.choices import QuestionType
from intake.logic.expressions import Answer
from intake.logic.import_rows import CaseProblem
from intake.logic.questions import MAX_TEXT, BadAnswer, Question, clean

NEVER_IMPORTED: Final = frozenset({QuestionType.MEMBER, QuestionType.ROWS})
CHOICES: Final = frozenset({QuestionType.SINGLE_CHOICE, QuestionType.MULTI_CHOICE})


def fit_answers(
    answers: Mapping[str, Value], questions: Mapping[str, Question]
) -> tuple[dict[str, Answer], list[Problem]]:
    """Keep what answers a question, in its stored form; report the rest, which stays missing."""
    fitted: dict[str, Answer] = {}
    problems: list[Problem] = []
    for code, value in answers.items():
        question = questions.get(code)
        if question is None or question.type in NEVER_IMPORTED:
            problems.append(Problem(CaseProblem.NOT_ASKED, code, shown(value)))
            continue
        try:
            answer = clean(question, _in_form(question, value))
        except BadAnswer:
            problems.append(Problem(CaseProblem.NOT_ASKED, code, shown(value)))
            continue
        if answer is not None:
            fitted[code] = answer
    return fitted, problems


def shown(value: Value) -> str:
    """A value as the report shows it."""
    return ", ".join(value) if isinstance(value, list) else str(value)


def _in_form(question: Question, value: Value) -> object:
    """Labels become option values, a text of several choices a list, a long text a shorter one."""
    if question.type in CHOICES:
        return _chosen(question, value)
    if isinstance(value, str) and question.type in MAX_TEXT:
        return value[: int(question.maximum or MAX_TEXT[question.type])]
    return value


def _chosen(question: Question, value: Value) -> object:
    values = value if isinstance(value, list) else [str(value)]
    if question.type == QuestionType.MULTI_CHOICE and isinstance(value, str):
        values = [part for part in re.split(r"[;\n]", value) if part.strip()]
    by_label = {normal(option.label): option.value for option in question.options}
    by_label |= {normal(option.value): option.value for option in question.options}
    found = [by_label.get(normal(item), item) for item in values]
    return found if question.type == QuestionType.MULTI_CHOICE else found[0]
