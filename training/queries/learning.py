"""One learner in one course: lessons, quiz, attempts. Right answers stay here until it is over."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.utils import timezone

from training.choices import EnrollmentStatus, QuestionKind
from training.logic.quizzes import right_answer
from training.models.certificates import Certificate
from training.models.courses import CourseVersion, Lesson
from training.models.enrollments import Enrollment
from training.models.quizzes import Attempt, Question, Quiz

ONE_MINUTE: Final = dt.timedelta(minutes=1)


@dataclass(frozen=True)
class Step:
    """A lesson and whether it was read."""

    lesson: Lesson
    is_read: bool


@dataclass(frozen=True)
class Progress:
    """How far an enrolment is. Before it is begun the version is the one it would get."""

    enrollment: Enrollment
    version: CourseVersion
    steps: tuple[Step, ...]
    quiz: Quiz | None
    attempts: tuple[Attempt, ...]
    certificate: Certificate | None

    @property
    def read(self) -> int:
        return sum(step.is_read for step in self.steps)

    @property
    def next_lesson(self) -> Lesson | None:
        """The first one unread."""
        return next((step.lesson for step in self.steps if not step.is_read), None)

    @property
    def minutes(self) -> int:
        return sum(step.lesson.minutes for step in self.steps)

    @property
    def running(self) -> Attempt | None:
        return next((one for one in self.attempts if one.submitted_at is None), None)

    @property
    def attempts_left(self) -> int:
        return self.quiz.attempts_allowed - len(self.attempts) if self.quiz else 0

    @property
    def may_try(self) -> bool:
        """The quiz can be begun, or gone on with."""
        is_open = self.enrollment.status == EnrollmentStatus.STARTED and self.quiz is not None
        return is_open and self.next_lesson is None

    @property
    def is_superseded(self) -> bool:
        """A newer version is published than the one that was begun."""
        return self.version.pk != self.enrollment.course.current_version_id

    def neighbours(self, key: str) -> tuple[Lesson | None, Lesson | None]:
        """The lessons before and after this one."""
        return neighbours([step.lesson for step in self.steps], key)


def neighbours(lessons: Sequence[Lesson], key: str) -> tuple[Lesson | None, Lesson | None]:
    """The lessons before and after the one of this key, which is among them."""
    place = next(number for number, lesson in enumerate(lessons) if lesson.key == key)
    before = lessons[place - 1] if place else None
    return before, lessons[place + 1] if place + 1 < len(lessons) else None


def progress_of(enrollment: Enrollment) -> Progress:
    """Lessons, quiz, attempts and certificate of an enrolment, in five queries."""
    version = enrollment.version or enrollment.course.current_version
    assert version is not None  # noqa: S101  (one enrols only in what is published)
    read = set(enrollment.read.values_list("lesson_id", flat=True))
    lessons = version.lessons.all()
    return Progress(
        enrollment=enrollment,
        version=version,
        steps=tuple(Step(lesson, lesson.pk in read) for lesson in lessons),
        quiz=Quiz.objects.filter(version=version).first(),
        attempts=tuple(enrollment.attempts.all()),
        certificate=Certificate.objects.filter(enrollment=enrollment).first(),
    )


@dataclass(frozen=True)
class Choice:
    """An option on the paper: its place there, never its id, so that nothing tells the answer."""

    place: int
    text: str
    is_chosen: bool
    rank: int | None = None


@dataclass(frozen=True)
class Asked:
    """A question on the paper, as the learner sees it while the attempt runs."""

    number: int
    kind: QuestionKind
    text: str
    choices: tuple[Choice, ...]

    @property
    def name(self) -> str:
        """Of its field in the form."""
        return f"q{self.number}"


def paper_of(attempt: Attempt) -> list[Asked]:
    """The paper without anything that tells what is right."""
    questions = _questions(attempt)
    return [
        asked(
            number,
            questions[line["question"]],
            line["options"],
            attempt.answers.get(line["question"], []),
        )
        for number, line in enumerate(attempt.paper, start=1)
    ]


def _questions(attempt: Attempt) -> dict[str, Question]:
    return {question.key: question for question in attempt.quiz.questions.all()}


def asked(
    number: int, question: Question, shown: Sequence[str], chosen: Sequence[str] = ()
) -> Asked:
    """A question with its options in the order shown, those marked that are chosen."""
    texts = {option.id: option.text for option in question.item.options}
    return Asked(
        number=number,
        kind=QuestionKind(question.kind),
        text=question.text,
        choices=tuple(
            Choice(
                place=place,
                text=texts[option],
                is_chosen=option in chosen,
                rank=chosen.index(option) + 1 if option in chosen else None,
            )
            for place, option in enumerate(shown, start=1)
        ),
    )


@dataclass(frozen=True)
class Explained:
    """A question after the end: what was answered, what is right, and why."""

    number: int
    text: str
    is_right: bool
    chosen: tuple[str, ...]
    right: tuple[str, ...]
    explanation: str


def is_explained(enrollment: Enrollment) -> bool:
    """Answers are explained once no attempt can use them: passed, or failed for good.

    Whoever left sees none, for they may come again; whoever came again waits for the end of that.
    """
    if enrollment.status == EnrollmentStatus.WITHDRAWN:
        return False
    return not (
        Enrollment.objects.open()
        .filter(member_id=enrollment.member_id, course_id=enrollment.course_id)
        .exists()
    )


def explained(attempt: Attempt) -> list[Explained]:
    """Every question of a marked attempt with its right answer; ask `is_explained` first."""
    questions = _questions(attempt)
    marked = {one.question_id: one for one in attempt.marked.all()}
    lines = [questions[line["question"]] for line in attempt.paper]
    return [
        Explained(
            number=number,
            text=question.text,
            is_right=marked[question.pk].is_right,
            chosen=texts_of(question, marked[question.pk].chosen),
            right=texts_of(question, right_answer(question.item)),
            explanation=question.explanation,
        )
        for number, question in enumerate(lines, start=1)
    ]


def texts_of(question: Question, ids: Sequence[str]) -> tuple[str, ...]:
    """What these options say."""
    texts = {option.id: option.text for option in question.item.options}
    return tuple(texts[one] for one in ids if one in texts)


def minutes_left(attempt: Attempt) -> int | None:
    """Whole minutes until it must be handed in; None without a limit, never below zero."""
    if attempt.ends_at is None:
        return None
    return max(0, (attempt.ends_at - timezone.now()) // ONE_MINUTE)
