"""A course with a question of each kind, written and published as an author does it."""

from __future__ import annotations

import io
import itertools

from django.core.files.base import ContentFile, File
from PIL import Image

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.models import Membership
from training.actions import authoring
from training.actions.enrolment import begin, enrol, read_lesson
from training.choices import QuestionKind
from training.logic.quizzes import Option, right_answer
from training.models.courses import Course
from training.models.enrollments import Enrollment
from training.models.quizzes import Attempt

WHY = "Because a model predicts and does not know."

QUESTIONS = {
    QuestionKind.SINGLE: (
        Option("id-guess", "It guesses", right=True),
        Option("id-knows", "It knows"),
    ),
    QuestionKind.MULTIPLE: (
        Option("id-check", "Check it", right=True),
        Option("id-cites", "Cite it", right=True),
        Option("id-trust", "Trust it"),
    ),
    QuestionKind.TRUE_FALSE: (
        Option("id-truth", "True", right=True),
        Option("id-false", "False"),
    ),
    QuestionKind.ORDERING: (
        Option("id-first", "Ask"),
        Option("id-secnd", "Read"),
        Option("id-third", "Use"),
    ),
}
OPTION_IDS = [option.id for options in QUESTIONS.values() for option in options]


def drawing(word: str = "") -> bytes:
    """A PNG of a few dots, whose colours spell the word: each word has its own."""
    dots = word.encode() or b"."
    picture = Image.frombytes("L", (len(dots), 1), dots)
    written = io.BytesIO()
    picture.save(written, "PNG")
    return written.getvalue()


PNG = drawing()


def picture_file(word: str = "", *, name: str = "flow.png") -> File[bytes]:
    """A drawing as somebody uploads it."""
    return ContentFile(drawing(word), name=name)


def write_course(
    author: Actor, *, title: str = "AI for all", quiz: authoring.QuizTerms | None = None
) -> Course:
    """A published course of two lessons and four questions."""
    course = authoring.create_course(authoring.CourseTerms(title), actor=author)
    draft = authoring.open_draft(course, actor=author)
    revisions = itertools.count()
    for number in (1, 2):
        terms = authoring.LessonTerms(f"Lesson {number}", f"## Part {number}\n\nRead me.")
        authoring.save_lesson(draft, terms, revision=next(revisions), actor=author)
    authoring.save_quiz(
        draft, quiz or authoring.QuizTerms(), revision=next(revisions), actor=author
    )
    for kind, options in QUESTIONS.items():
        asked = authoring.QuestionTerms(kind, f"Is {kind} clear?", options, explanation=WHY)
        authoring.save_question(draft, asked, revision=next(revisions), actor=author)
    authoring.publish_course(draft, "", revision=next(revisions), actor=author)
    course.refresh_from_db()
    return course


def through_the_lessons(course: Course, learner: Membership) -> Enrollment:
    """An enrolment with every lesson read."""
    actor = Actor.member(learner)
    enrollment = begin(enrol(course, learner, actor=actor), actor=actor)
    for lesson in enrollment.version.lessons.all():
        read_lesson(enrollment, lesson, actor=actor)
    return enrollment


def right_answers(attempt: Attempt) -> dict[str, list[str]]:
    """What hands in the whole paper right."""
    return {question.key: right_answer(question.item) for question in attempt.quiz.questions.all()}
