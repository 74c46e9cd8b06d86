"""A course as learners will see it, for its authors: nothing of this is stored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from training.logic.quizzes import draw_paper, right_answer
from training.models.courses import CourseVersion, Lesson
from training.models.quizzes import Question, Quiz
from training.queries.learning import Asked, asked, texts_of


@dataclass(frozen=True)
class Reading:
    """A version with its lessons in order and its quiz, if it has one."""

    version: CourseVersion
    lessons: tuple[Lesson, ...]
    quiz: Quiz | None

    @property
    def minutes(self) -> int:
        return sum(lesson.minutes for lesson in self.lessons)


def reading_of(version: CourseVersion) -> Reading:
    """What there is to read, in two queries."""
    quiz = Quiz.objects.filter(version=version).first()
    return Reading(version, tuple(version.lessons.all()), quiz)


@dataclass(frozen=True)
class Sample:
    """A question as it will be asked; without answers, `right` and `explanation` are empty."""

    asked: Asked
    pool: str
    right: tuple[str, ...] = ()
    explanation: str = ""


def sample_paper(quiz: Quiz, *, with_answers: bool) -> list[Sample]:
    """Every question, pools whole, in the author's order; what is to be ordered is mixed up."""
    questions = {question.key: question for question in quiz.questions.all()}
    items = [question.item for question in questions.values()]
    lines = draw_paper(items, {}, seed=quiz.pk, shuffled=False)
    return [
        _sample(number, questions[line.question], line.options, with_answers=with_answers)
        for number, line in enumerate(lines, start=1)
    ]


def _sample(number: int, question: Question, shown: Sequence[str], *, with_answers: bool) -> Sample:
    sample = Sample(asked(number, question, shown), question.pool)
    if not with_answers:
        return sample
    right = texts_of(question, right_answer(question.item))
    return replace(sample, right=right, explanation=question.explanation)
