"""Write courses: edit a draft, publish it as a version that never changes again."""

from __future__ import annotations

import secrets
from dataclasses import asdict, dataclass, field
from typing import Any, Final, TypeVar

from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _, gettext_lazy

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.authorization import require
from coe_portal.audit.recording import record
from coe_portal.errors import InvalidInput, InvalidTransition, RuleViolation, StaleState
from coe_portal.tenancy.references import next_number
from training import declarations as told
from training.choices import Audience, QuestionKind, VersionState
from training.logic.pictures import pictures_in
from training.logic.quizzes import MOST_OPTIONS, MOST_QUESTIONS, Flaw, Option, flaws
from training.models.courses import Course, CourseVersion, Lesson
from training.models.quizzes import Question, Quiz
from training.permissions import AUTHOR

MOST_LESSONS: Final = 60
PartT = TypeVar("PartT", Lesson, Question)


@dataclass(frozen=True)
class CourseTerms:
    """What a course is, through all versions."""

    title: str
    audience: Audience = Audience.LITERACY
    valid_months: int | None = 12
    counts_as_literacy: bool = False


@dataclass(frozen=True)
class LessonTerms:
    """A lesson as its author types it."""

    title: str
    body: str = ""
    minutes: int = 10
    video_url: str = ""


@dataclass(frozen=True)
class QuizTerms:
    """How a quiz is taken."""

    pass_percent: int = 80
    attempts_allowed: int = 3
    minutes_allowed: int | None = None
    is_shuffled: bool = True
    draws: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class QuestionTerms:
    """A question with its answers; for ordering they stand in the right order."""

    kind: QuestionKind
    text: str
    options: tuple[Option, ...]
    explanation: str = ""
    pool: str = ""


@transaction.atomic
def create_course(terms: CourseTerms, *, actor: Actor) -> Course:
    """A course with an empty draft; the actor owns it."""
    require(actor, AUTHOR.code)
    _check_title(terms.title)
    assert actor.membership is not None  # noqa: S101  (jobs own no courses)
    course: Course = Course.objects.create(
        number=next_number(Course.PREFIX), owner=actor.membership, **asdict(terms)
    )
    CourseVersion.objects.create(course=course, number=1)
    record(told.COURSE_CREATED, course, actor=actor, after=asdict(terms))
    return course


@transaction.atomic
def change_course(course: Course, terms: CourseTerms, *, actor: Actor) -> Course:
    """Change title, audience or validity; certificates already issued keep theirs."""
    course = Course.objects.locked(course.pk)
    require(actor, AUTHOR.code, course)
    _check_title(terms.title, but=course.pk)
    before = {name: getattr(course, name) for name in asdict(terms)}
    for name, value in asdict(terms).items():
        setattr(course, name, value)
    course.save()
    record(told.COURSE_CHANGED, course, actor=actor, before=before, after=asdict(terms))
    return course


def _check_title(title: str, *, but: int | None = None) -> None:
    others = Course.objects.all() if but is None else Course.objects.exclude(pk=but)
    if others.filter(title=title).exists():
        message = _("Another course has this title.")
        raise InvalidInput(message, errors={"title": [message]})


@transaction.atomic
def open_draft(course: Course, *, actor: Actor) -> CourseVersion:
    """The draft of the next version: a copy of the current one, or the draft there is."""
    course = Course.objects.locked(course.pk)
    require(actor, AUTHOR.code, course)
    draft: CourseVersion | None = course.versions.filter(state=VersionState.DRAFT).first()
    if draft is not None:
        return draft
    last = course.versions.aggregate(last=Max("number"))["last"] or 0
    current = course.current_version
    draft = CourseVersion.objects.create(
        course=course, number=last + 1, summary=current.summary if current else ""
    )
    if current is not None:
        _copy(current, draft)
    record(told.DRAFT_CHANGED, course, actor=actor, after={"draft": draft.number})
    return draft


def _copy(source: CourseVersion, draft: CourseVersion) -> None:
    for lesson in source.lessons.all():
        lesson.pk, lesson.version, lesson._state.adding = None, draft, True
        lesson.save()
    for picture in source.pictures.all():
        picture.pk, picture.version, picture._state.adding = None, draft, True
        picture.save()
    quiz = Quiz.objects.filter(version=source).first()
    if quiz is None:
        return
    questions = list(quiz.questions.all())
    quiz.pk, quiz.version, quiz._state.adding = None, draft, True
    quiz.save()
    for question in questions:
        question.pk, question.quiz, question._state.adding = None, quiz, True
        question.save()


@transaction.atomic
def describe_draft(
    version: CourseVersion, summary: str, *, revision: int, actor: Actor
) -> CourseVersion:
    """Say what one learns."""
    version = _locked_draft(version, revision, actor)
    version.summary = summary.strip()
    return _saved(version, actor, {"summary": version.summary})


@transaction.atomic
def save_lesson(
    version: CourseVersion,
    terms: LessonTerms,
    *,
    key: str = "",
    revision: int,
    actor: Actor,
) -> Lesson:
    """Write a new lesson at the end, or the one of this key."""
    version = _locked_draft(version, revision, actor)
    _check_texts_of_pictures(terms.body)
    if key:
        lesson = _part(version.lessons.all(), key)
    else:
        count = version.lessons.count()
        if count >= MOST_LESSONS:
            raise RuleViolation(
                _("A course has at most %(most)d lessons.") % {"most": MOST_LESSONS}
            )
        lesson = Lesson(version=version, key=_new_key(terms.title), position=count + 1)
    for name, value in asdict(terms).items():
        setattr(lesson, name, value)
    lesson.save()
    _saved(version, actor, {"lesson": lesson.title})
    return lesson


def _check_texts_of_pictures(body: str) -> None:
    mute = dict.fromkeys(shown.name for shown in pictures_in(body) if not shown.text)
    if mute:
        message = _("Say what these pictures show, in the square brackets: %(names)s.") % {
            "names": ", ".join(mute)
        }
        raise InvalidInput(message, errors={"body": [message]})


@transaction.atomic
def move_lesson(
    version: CourseVersion, key: str, step: int, *, revision: int, actor: Actor
) -> CourseVersion:
    """One place up (-1) or down (1); nothing at the ends."""
    version = _locked_draft(version, revision, actor)
    lessons = list(version.lessons.all())
    place = lessons.index(_part(version.lessons.all(), key))
    target = min(max(place + step, 0), len(lessons) - 1)
    lessons.insert(target, lessons.pop(place))
    for position, lesson in enumerate(lessons, start=1):
        lesson.position = position
        lesson.save(update_fields=["position", "updated_at"])
    return _saved(version, actor, {"moved": lessons[target].title})


@transaction.atomic
def delete_lesson(
    version: CourseVersion, key: str, *, revision: int, actor: Actor
) -> CourseVersion:
    """Take a lesson out of the draft."""
    version = _locked_draft(version, revision, actor)
    lesson = _part(version.lessons.all(), key)
    lesson.delete()
    return _saved(version, actor, {"deleted": lesson.title})


@transaction.atomic
def save_quiz(version: CourseVersion, terms: QuizTerms, *, revision: int, actor: Actor) -> Quiz:
    """Give the draft a quiz, or change how it is taken."""
    version = _locked_draft(version, revision, actor)
    quiz, _is_new = Quiz.objects.update_or_create(version=version, defaults=asdict(terms))
    _saved(version, actor, {"quiz": asdict(terms)})
    return quiz


@transaction.atomic
def save_question(
    version: CourseVersion,
    terms: QuestionTerms,
    *,
    key: str = "",
    revision: int,
    actor: Actor,
) -> Question:
    """Write a new question at the end of the quiz, or the one of this key.

    InvalidInput says what keeps it from being asked.
    """
    version = _locked_draft(version, revision, actor)
    quiz, _is_new = Quiz.objects.get_or_create(version=version)
    if key:
        question = _part(quiz.questions.all(), key)
    else:
        count = quiz.questions.count()
        if count >= MOST_QUESTIONS:
            raise RuleViolation(
                _("A quiz has at most %(most)d questions.") % {"most": MOST_QUESTIONS}
            )
        question = Question(quiz=quiz, key=_new_key(terms.text), position=count + 1)
    question.kind, question.text, question.pool = terms.kind, terms.text, terms.pool
    question.explanation = terms.explanation
    question.options = [_plain(one, terms.kind) for one in terms.options[:MOST_OPTIONS]]
    _refuse(flaws([question.item], {}))
    question.save()
    _saved(version, actor, {"question": question.text})
    return question


def _plain(option: Option, kind: QuestionKind) -> dict[str, Any]:
    plain: dict[str, Any] = {"id": option.id or secrets.token_hex(4), "text": option.text.strip()}
    return plain if kind == QuestionKind.ORDERING else {**plain, "right": option.right}


@transaction.atomic
def delete_question(
    version: CourseVersion, key: str, *, revision: int, actor: Actor
) -> CourseVersion:
    """Take a question out of the draft's quiz; a quiz without questions goes with the last."""
    version = _locked_draft(version, revision, actor)
    question = _part(Question.objects.filter(quiz__version=version), key)
    quiz = question.quiz
    question.delete()
    if not quiz.questions.exists():
        quiz.delete()
    return _saved(version, actor, {"deleted": question.text})


def _part(parts: QuerySet[PartT], key: str) -> PartT:
    """The lesson or question of this key; InvalidTransition when the draft has none."""
    found = parts.filter(key=key).first()
    if found is None:
        raise InvalidTransition(_("This is not in the draft."), code="course.part_missing")
    return found


def _new_key(text: str) -> str:
    """A name that stays through all versions; the tail keeps equal titles apart."""
    return f"{slugify(text)[:48] or 'part'}-{secrets.token_hex(4)}"


def locked_draft(version: CourseVersion, *, actor: Actor) -> CourseVersion:
    """The version under a lock; InvalidTransition once it is published."""
    require(actor, AUTHOR.code, version.course)
    version = CourseVersion.objects.locked(version.pk)
    if not version.is_draft:
        raise InvalidTransition(
            _("This version is published: open the next draft to change the course."),
            code="course.published",
        )
    return version


def _locked_draft(version: CourseVersion, revision: int, actor: Actor) -> CourseVersion:
    version = locked_draft(version, actor=actor)
    if version.revision != revision:
        raise StaleState(
            _("Somebody has changed this draft since you opened it. Open it again."),
            code="course.draft_changed",
            revision=version.revision,
        )
    return version


def _saved(version: CourseVersion, actor: Actor, after: dict[str, Any]) -> CourseVersion:
    version.revision += 1
    version.save()
    record(told.DRAFT_CHANGED, version.course, actor=actor, after=after)
    return version


FLAWS: Final = {
    "too_few_options": gettext_lazy("Give at least two different answers."),
    "empty_option": gettext_lazy("An answer has no text."),
    "needs_one_right": gettext_lazy("Mark exactly one answer as right."),
    "needs_a_right_one": gettext_lazy("Mark at least one answer as right."),
    "pool_too_small": gettext_lazy("A pool has fewer questions than are drawn from it."),
    "no_questions": gettext_lazy("The quiz has no questions."),
}


def _refuse(found: list[Flaw]) -> None:
    if found:
        messages = list(dict.fromkeys(str(FLAWS[flaw.code]) for flaw in found))
        raise InvalidInput(" ".join(messages), errors={"options": messages})


@transaction.atomic
def publish_course(
    version: CourseVersion, changes: str, *, revision: int, actor: Actor
) -> CourseVersion:
    """Make the draft what new learners get. Those who have begun keep their version.

    Raises:
        RuleViolation: a lesson or a question is not ready.
    """
    course = Course.objects.locked(version.course_id)
    version = _locked_draft(version, revision, actor)
    _check_ready(version)
    course.versions.filter(state=VersionState.PUBLISHED).update(state=VersionState.RETIRED)
    version.state, version.changes = VersionState.PUBLISHED, changes.strip()
    version.published_at, version.published_by = timezone.now(), actor.membership
    version.save()
    course.current_version, course.is_archived = version, False
    course.save(update_fields=["current_version", "is_archived", "updated_at"])
    record(
        told.COURSE_PUBLISHED,
        course,
        actor=actor,
        after={"version": version.number, "changes": version.changes},
    )
    return version


def _check_ready(version: CourseVersion) -> None:
    lessons = list(version.lessons.all())
    quiz = Quiz.objects.filter(version=version).first()
    missing = [
        _("“%(lesson)s” has no text.") % {"lesson": lesson.title}
        for lesson in lessons
        if not (lesson.body.strip() or lesson.video_url)
    ]
    if not lessons:
        missing.append(_("Write at least one lesson."))
    missing += _missing_pictures(version, lessons)
    if quiz is not None:
        items = [question.item for question in quiz.questions.all()]
        missing += dict.fromkeys(str(FLAWS[flaw.code]) for flaw in flaws(items, quiz.draws))
    if missing:
        raise RuleViolation(" ".join(missing), code="course.not_ready")


def _missing_pictures(version: CourseVersion, lessons: list[Lesson]) -> list[str]:
    names = set(version.pictures.values_list("name", flat=True))
    return [
        _("“%(lesson)s” shows a picture that is not there: %(name)s.")
        % {"lesson": lesson.title, "name": shown.name}
        for lesson in lessons
        for shown in pictures_in(lesson.body)
        if shown.name not in names
    ]


@transaction.atomic
def archive_course(course: Course, *, actor: Actor) -> Course:
    """Offer the course no more; who is in it may finish, certificates stay.

    RuleViolation while an activity requires it: nobody could renew what lapses.
    """
    return _set_archived(course, True, told.COURSE_ARCHIVED, actor)


@transaction.atomic
def restore_course(course: Course, *, actor: Actor) -> Course:
    """Offer the course again."""
    return _set_archived(course, False, told.COURSE_RESTORED, actor)


def _set_archived(course: Course, value: bool, action: Any, actor: Actor) -> Course:  # noqa: FBT001
    course = Course.objects.locked(course.pk)
    require(actor, AUTHOR.code, course)
    if value and course.requirements.exists():
        raise RuleViolation(
            _("This course is required: require it no longer before you archive it."),
            code="course.required",
        )
    if course.is_archived != value:
        course.is_archived = value
        course.save(update_fields=["is_archived", "updated_at"])
        record(action, course, actor=actor)
    return course
