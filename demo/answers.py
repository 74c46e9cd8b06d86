"""The answers of a demo use case, as the wizard's forms would give them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from demo.script import Case
from intake.choices import QuestionType
from intake.logic.questionnaires import Questionnaire

LAW, REVIEW = "law", "review"
WORK_BEGINS_AFTER, WORK_ENDS_AFTER = dt.timedelta(days=30), dt.timedelta(days=210)
RACI = (
    ("Use case and benefits", "Owner", "Business sponsor", "Domain champion", "CoE"),
    ("Data access", "Data owner", "Compliance reviewer", "Information security", "Tech lead"),
    ("Release to users", "Tech lead", "Business sponsor", "Information security", "All users"),
)


def written_answers(
    case: Case, form: Questionnaire, registered: dt.date, people: Mapping[str, int]
) -> dict[str, dict[str, Any]]:
    """The answers by section; `people` are membership ids by assignment."""
    answers = {
        **_no_to_the_law(form),
        **_story(case),
        "planned_start": (registered + WORK_BEGINS_AFTER).isoformat(),
        "planned_end": (registered + WORK_ENDS_AFTER).isoformat(),
        "raci": [dict(zip(_columns(form, "raci"), row, strict=True)) for row in RACI],
        **people,
        **case.answers,
    }
    return {
        section.key: {
            question.id: answers[question.id]
            for question in section.questions
            if question.id in answers
        }
        for section in form.sections
    }


def _story(case: Case) -> dict[str, Any]:
    return {
        "objective": case.objective,
        "workflow": case.workflow,
        "input_output": case.input_output,
        "annual_benefit": case.benefit,
        "hours_saved": case.hours,
        "success_metrics": [
            {"metric": metric, "baseline": baseline, "target": target}
            for metric, baseline, target in case.metrics
        ],
        "sources": [
            {"system": system, "owner": owner, "classification": data_class, "personal": personal}
            for system, owner, data_class, personal in case.sources
        ],
    }


def _no_to_the_law(form: Questionnaire) -> dict[str, bool]:
    """Nearly every legal question is answered "no"; a case says where it is "yes"."""
    return {
        question.id: False
        for question in form.section(LAW).questions
        if question.type == QuestionType.BOOLEAN
    }


def _columns(form: Questionnaire, question: str) -> list[str]:
    return [column.key for column in form.questions[question].columns]
