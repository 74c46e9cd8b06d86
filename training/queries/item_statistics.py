"""How the questions of a course do, over all versions that asked them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Final

from training.logic.quizzes import Given, ItemStatistics, statistics
from training.models.courses import Course
from training.models.quizzes import MarkedAnswer, Question, Quiz

# Of each course the newest so many answers are looked at.
MOST_ANSWERS: Final = 50_000


@dataclass(frozen=True)
class QuestionReport:
    """A question with its statistics; `favourite_error` is the wrong option's text."""

    question: Question
    statistics: ItemStatistics
    favourite_error: str


def question_reports(course: Course) -> list[QuestionReport]:
    """The questions of the current version, in order."""
    quiz = Quiz.objects.filter(version=course.current_version_id).first()
    if quiz is None:
        return []
    rows = (
        MarkedAnswer.objects.filter(question__quiz__version__course=course)
        .order_by("-pk")
        .values_list("question__key", "chosen", "is_right", "attempt__percent")[:MOST_ANSWERS]
    )
    given: dict[str, list[Given]] = defaultdict(list)
    for key, chosen, is_right, result in rows:
        given[key].append(Given(tuple(chosen), is_right, result or 0))
    return [_report(question, given[question.key]) for question in quiz.questions.all()]


def _report(question: Question, answers: list[Given]) -> QuestionReport:
    found = statistics(question.item, answers)
    texts = {option.id: option.text for option in question.item.options}
    return QuestionReport(question, found, texts.get(found.favourite_error, ""))
