"""The portfolio with all answers, in the form that another portal imports by itself."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from typing import Any, Final
from urllib.parse import parse_qs

from django.db.models import QuerySet
from django.utils.datastructures import MultiValueDict

from coe_portal.tenancy.models import Organization
from coe_portal.ui.exports import plain
from intake.choices import Axis
from intake.filters import UseCaseFilters
from intake.logic.import_answers import NEVER_IMPORTED
from intake.logic.import_mapping import ANSWER_PREFIX
from intake.models.use_cases import UseCase
from intake.queries.rulebook import in_force

CHUNK: Final = 500
FACTS: Final = (
    *("Organization", "Reference", "Title", "Summary", "Intended users", "Owner", "Owner e-mail"),
    *("Objective", "Business unit", "Stage", "Planned start", "Tier", "EU AI Act class"),
    *("Priority", *(axis.value.replace("_", " ").capitalize() for axis in Axis)),
    *("Submitted", "Registered"),
)


def portfolio_csv(query: str, organization: Organization) -> tuple[bytes, int]:
    """The cases that the filters of an address leave, as CSV in UTF-8, and their number.

    The columns are those of the mapping `coe-portal-export`; they are not translated.
    """
    filters = UseCaseFilters(
        MultiValueDict(parse_qs(query)), queryset=UseCase.objects.with_people()
    )
    rows: QuerySet[UseCase] = filters.qs.select_related("current_assessment").defer("search")
    questions = [
        question.id
        for question in in_force().rulebook.questionnaire.questions.values()
        if question.type not in NEVER_IMPORTED
    ]
    buffer = io.StringIO()
    buffer.write("\N{ZERO WIDTH NO-BREAK SPACE}")
    writer = csv.writer(buffer)
    writer.writerow([*FACTS, *(ANSWER_PREFIX + question for question in questions)])
    count = 0
    for case in rows.order_by("number").iterator(chunk_size=CHUNK):
        facts = [organization.slug, *_facts(case)]
        writer.writerow([plain(cell) for cell in (*facts, *_answers(case, questions))])
        count += 1
    return buffer.getvalue().encode(), count


def _facts(case: UseCase) -> list[Any]:
    return [
        case.reference,
        case.title,
        case.summary,
        case.intended_users,
        case.owner_label,
        case.owner.user.email if case.owner else "",
        case.objective,
        case.business_unit.name if case.business_unit else "",
        case.stage,
        case.planned_start,
        case.tier,
        case.ai_act_class,
        case.priority,
        *(getattr(case, axis.value) for axis in Axis),
        case.submitted_at,
        case.registered_at,
    ]


def _answers(case: UseCase, questions: Sequence[str]) -> Iterator[str]:
    assessment = case.current_assessment
    answers = assessment.answers if assessment is not None else {}
    for question in questions:
        yield _text(answers.get(question))


def _text(answer: object) -> str:
    if isinstance(answer, bool):
        return "Yes" if answer else "No"
    if isinstance(answer, list):
        return "; ".join(str(item) for item in answer)
    return "" if answer is None else str(answer)
