"""What the API takes in and gives out for courses, their drafts and those who learn in them."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from coe_portal.api.fields import Day, Moment
from coe_portal.errors import InvalidInput
from training.actions.authoring import CourseTerms, LessonTerms, QuestionTerms, QuizTerms
from training.choices import Audience, EnrollmentStatus, QuestionKind
from training.logic.quizzes import MOST_OPTIONS, MOST_QUESTIONS, Option
from training.models.quizzes import Attempt
from training.queries.learning import Asked


class CourseTermsSerializer(serializers.Serializer[CourseTerms]):
    """What a course is, through all versions."""

    title = serializers.CharField(max_length=160)
    audience = serializers.ChoiceField(Audience.choices, default=Audience.LITERACY)
    valid_months = serializers.IntegerField(
        min_value=1, max_value=60, allow_null=True, default=12, help_text="Null: never lapses."
    )
    counts_as_literacy = serializers.BooleanField(default=False)

    def payload(self) -> CourseTerms:
        """The action's input."""
        return CourseTerms(**self.validated_data)


class CourseRowSerializer(serializers.Serializer[Any]):
    """An offered course, and how far the caller is with it."""

    reference = serializers.CharField()
    title = serializers.CharField()
    audience = serializers.ChoiceField(Audience.choices)
    summary = serializers.CharField()
    version = serializers.IntegerField(allow_null=True)
    lessons = serializers.IntegerField()
    minutes = serializers.IntegerField()
    has_quiz = serializers.BooleanField()
    valid_months = serializers.IntegerField(allow_null=True)
    counts_as_literacy = serializers.BooleanField()
    enrolment = serializers.CharField(allow_null=True, help_text="The caller's open one.")
    certificate = serializers.CharField(allow_null=True, help_text="The caller's last one.")
    is_certified = serializers.BooleanField(help_text="That certificate is valid now.")
    url = serializers.CharField()


class ContentsSerializer(serializers.Serializer[Any]):
    """A lesson in a table of contents."""

    title = serializers.CharField()
    minutes = serializers.IntegerField()


class NeededSerializer(serializers.Serializer[Any]):
    """A course that comes first."""

    course = serializers.CharField()
    title = serializers.CharField()
    is_met = serializers.BooleanField()


class CourseSerializer(CourseRowSerializer):
    """A course with its contents and what comes before it."""

    contents = ContentsSerializer(many=True)
    needed = NeededSerializer(many=True)


class PrerequisitesSerializer(serializers.Serializer[Any]):
    """References of all courses that come first."""

    courses = serializers.ListField(child=serializers.CharField(max_length=20), max_length=10)


class RevisionSerializer(serializers.Serializer[Any]):
    """The revision of the draft that the author has read: 409 when it is no longer the last."""

    revision = serializers.IntegerField(min_value=0)

    def terms(self) -> dict[str, Any]:
        """The values without the revision."""
        return {name: value for name, value in self.validated_data.items() if name != "revision"}


class SummarySerializer(RevisionSerializer):
    """What one learns."""

    summary = serializers.CharField(max_length=2000, allow_blank=True)


class LessonTermsSerializer(RevisionSerializer):
    """A lesson in Markdown."""

    title = serializers.CharField(max_length=160)
    body = serializers.CharField(max_length=60_000, allow_blank=True, default="")
    minutes = serializers.IntegerField(min_value=1, max_value=600, default=10)
    video_url = serializers.URLField(max_length=500, allow_blank=True, default="")

    def payload(self) -> LessonTerms:
        """The action's input."""
        return LessonTerms(**self.terms())


class MoveSerializer(RevisionSerializer):
    """One place up (-1) or down (1)."""

    step = serializers.ChoiceField([-1, 1])


class QuizTermsSerializer(RevisionSerializer):
    """How a quiz is taken; `draws` says how many questions each pool gives."""

    pass_percent = serializers.IntegerField(min_value=1, max_value=100, default=80)
    attempts_allowed = serializers.IntegerField(min_value=1, max_value=20, default=3)
    minutes_allowed = serializers.IntegerField(
        min_value=1, max_value=600, allow_null=True, default=None
    )
    is_shuffled = serializers.BooleanField(default=True)
    draws = serializers.DictField(
        child=serializers.IntegerField(min_value=1, max_value=MOST_QUESTIONS), default=dict
    )

    def payload(self) -> QuizTerms:
        """The action's input."""
        return QuizTerms(**self.terms())


class OptionSerializer(serializers.Serializer[Option]):
    """An answer; `id` keeps it the same one through the versions."""

    id = serializers.CharField(max_length=16, allow_blank=True, default="")
    text = serializers.CharField(max_length=500)
    right = serializers.BooleanField(default=False)


class QuestionTermsSerializer(RevisionSerializer):
    """A question; the options of an ordering question stand in the right order."""

    kind = serializers.ChoiceField(QuestionKind.choices)
    text = serializers.CharField(max_length=2000)
    options = serializers.ListField(child=OptionSerializer(), min_length=1, max_length=MOST_OPTIONS)
    explanation = serializers.CharField(max_length=2000, allow_blank=True, default="")
    pool = serializers.CharField(max_length=60, allow_blank=True, default="")

    def payload(self) -> QuestionTerms:
        """The action's input."""
        terms = self.terms()
        kind, options = QuestionKind(terms.pop("kind")), terms.pop("options")
        return QuestionTerms(kind=kind, options=tuple(Option(**one) for one in options), **terms)


class PublishSerializer(RevisionSerializer):
    """What is new: learners of an older version read it."""

    changes = serializers.CharField(max_length=500, allow_blank=True, default="")


class DraftLessonSerializer(serializers.Serializer[Any]):
    """A lesson as it stands in the draft."""

    key = serializers.CharField()
    title = serializers.CharField()
    body = serializers.CharField()
    minutes = serializers.IntegerField()
    video_url = serializers.CharField()


class DraftQuestionSerializer(serializers.Serializer[Any]):
    """A question as it stands in the draft, with its right answer."""

    key = serializers.CharField()
    kind = serializers.ChoiceField(QuestionKind.choices)
    text = serializers.CharField()
    options = serializers.ListField(child=serializers.DictField())
    explanation = serializers.CharField()
    pool = serializers.CharField()


class DraftQuizSerializer(serializers.Serializer[Any]):
    """The quiz of a draft."""

    pass_percent = serializers.IntegerField()
    attempts_allowed = serializers.IntegerField()
    minutes_allowed = serializers.IntegerField(allow_null=True)
    is_shuffled = serializers.BooleanField()
    draws = serializers.DictField(child=serializers.IntegerField())
    questions = DraftQuestionSerializer(source="questions.all", many=True)


class DraftSerializer(serializers.Serializer[Any]):
    """The draft of a course; send its `revision` with each change."""

    course = serializers.CharField(source="course.reference")
    version = serializers.IntegerField(source="number")
    revision = serializers.IntegerField()
    summary = serializers.CharField()
    lessons = DraftLessonSerializer(source="lessons.all", many=True)
    quiz = DraftQuizSerializer(allow_null=True, default=None)


class AttemptRowSerializer(serializers.Serializer[Any]):
    """An attempt and, once it is handed in, its result."""

    number = serializers.IntegerField()
    started_at = Moment()
    ends_at = Moment(allow_null=True)
    submitted_at = Moment(allow_null=True)
    percent = serializers.IntegerField(allow_null=True)
    is_passed = serializers.BooleanField(allow_null=True)


class ChoiceSerializer(serializers.Serializer[Any]):
    """An answer by its place on the paper."""

    place = serializers.IntegerField()
    text = serializers.CharField()
    is_chosen = serializers.BooleanField()
    rank = serializers.IntegerField(allow_null=True, help_text="Given to it in an order.")


class AskedSerializer(serializers.Serializer[Any]):
    """A question on the paper."""

    number = serializers.IntegerField()
    kind = serializers.ChoiceField(QuestionKind.choices)
    text = serializers.CharField()
    choices = ChoiceSerializer(many=True)


class ExplainedSerializer(serializers.Serializer[Any]):
    """A question after the end."""

    number = serializers.IntegerField()
    text = serializers.CharField()
    is_right = serializers.BooleanField()
    chosen = serializers.ListField(child=serializers.CharField())
    right = serializers.ListField(child=serializers.CharField())
    explanation = serializers.CharField()


class AttemptSerializer(AttemptRowSerializer):
    """An attempt: its paper while it runs; answers explained when no attempt can use them."""

    minutes_left = serializers.IntegerField(allow_null=True)
    paper = AskedSerializer(many=True)
    explained = ExplainedSerializer(many=True)


class AnswersSerializer(serializers.Serializer[Any]):
    """Places of the answers by number of the question: `{"1": [2], "4": [3, 1, 2]}`.

    An ordering question takes all its places, first to last. What is left out stays as it was.
    """

    answers = serializers.DictField(
        child=serializers.ListField(
            child=serializers.IntegerField(min_value=1, max_value=MOST_OPTIONS),
            max_length=MOST_OPTIONS,
        )
    )

    def payload(self, attempt: Attempt, paper: list[Asked]) -> dict[str, list[str]]:
        """Ids of the chosen options by the key of their question.

        Raises:
            InvalidInput: a number or a place that the paper does not have, or half an order.
        """
        given = self.validated_data["answers"]
        asked = {str(one.number): one for one in paper}
        wrong = {
            number: [_("Give places of this question, each once; an order has all of them.")]
            for number, places in given.items()
            if number not in asked or not _fits(asked[number], places)
        }
        if wrong:
            raise InvalidInput(_("Some answers do not fit the paper."), errors=wrong)
        lines = {number: attempt.paper[int(number) - 1] for number in given}
        return {
            line["question"]: [line["options"][place - 1] for place in given[number]]
            for number, line in lines.items()
        }


def _fits(asked: Asked, places: list[int]) -> bool:
    there = [choice.place for choice in asked.choices]
    if asked.kind == QuestionKind.ORDERING and places:
        return sorted(places) == there
    return len(set(places)) == len(places) and set(places) <= set(there)


class EnrolmentRowSerializer(serializers.Serializer[Any]):
    """One of the caller's enrolments."""

    reference = serializers.CharField()
    course = serializers.CharField(source="course.reference")
    title = serializers.CharField(source="course.title")
    status = serializers.ChoiceField(EnrollmentStatus.choices)
    due_on = Day(allow_null=True)
    enrolled_at = Moment()
    started_at = Moment(allow_null=True)
    ended_at = Moment(allow_null=True)
    percent = serializers.IntegerField(allow_null=True)
    url = serializers.CharField(source="get_absolute_url")


class StepSerializer(serializers.Serializer[Any]):
    """A lesson and whether it was read."""

    key = serializers.CharField(source="lesson.key")
    title = serializers.CharField(source="lesson.title")
    minutes = serializers.IntegerField(source="lesson.minutes")
    is_read = serializers.BooleanField()


class LessonSerializer(StepSerializer):
    """A lesson to read, in Markdown."""

    body = serializers.CharField(source="lesson.body")
    video_url = serializers.CharField(source="lesson.video_url")


class QuizSerializer(serializers.Serializer[Any]):
    """How the quiz is taken."""

    pass_percent = serializers.IntegerField()
    attempts_allowed = serializers.IntegerField()
    minutes_allowed = serializers.IntegerField(allow_null=True)


class ProgressSerializer(serializers.Serializer[Any]):
    """How far the caller is in a course."""

    enrolment = EnrolmentRowSerializer(source="enrollment")
    version = serializers.IntegerField(source="version.number")
    is_superseded = serializers.BooleanField()
    lessons = StepSerializer(source="steps", many=True)
    quiz = QuizSerializer(allow_null=True)
    attempts = AttemptRowSerializer(many=True)
    attempts_left = serializers.IntegerField()
    certificate = serializers.CharField(source="certificate.reference", default=None)
