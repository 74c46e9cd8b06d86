"""Write courses: the draft with its lessons and quiz, publishing, and how the questions do."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from coe_portal.not_found import found_or_404
from coe_portal.tenancy.addresses import org_url
from coe_portal.ui.views import (
    ActionView,
    ButtonLink,
    Crumb,
    FormPageView,
    FragmentView,
    ListPageView,
    PageView,
)
from training import permissions as rights
from training.actions import authoring
from training.actions.prerequisites import set_prerequisites
from training.choices import VersionState
from training.forms.courses import (
    CourseForm,
    LessonForm,
    Needed,
    PrerequisitesForm,
    PublishForm,
    Publishing,
    QuestionForm,
    QuizForm,
    Revised,
    RevisionForm,
    SummaryForm,
)
from training.models.courses import Course, CourseVersion, Lesson
from training.models.quizzes import Question, Quiz
from training.queries.catalogue import authored_courses
from training.queries.item_statistics import question_reports
from training.queries.pictures import addresses_of_pictures
from training.tables.courses import AuthoredCourseTable

LONGEST_PREVIEW = 60_000


class AuthoringList(ListPageView):
    permission = rights.AUTHOR.code
    title = _("Write courses")
    subtitle = _("Every course with its draft and its learners.")
    table_class = AuthoredCourseTable
    empty_icon = "book-open"
    empty_title = _("No courses yet")
    empty_text = _("Write the first one, or begin with the starter courses.")

    def rows(self) -> QuerySet[Course]:
        return authored_courses()

    def actions(self) -> list[ButtonLink]:
        return [
            ButtonLink(org_url("training:author_tracks"), _("Tracks"), "list-ordered"),
            ButtonLink(org_url("training:author_new"), _("New course"), "plus", "primary"),
        ]

    @property
    def parents(self) -> list[Crumb]:
        return [Crumb(org_url("training:catalogue"), _("Training"))]


class AuthorMixin:
    """Finds the course of the address."""

    permission = rights.AUTHOR.code
    kwargs: dict[str, Any]
    subject: Any

    def find_subject(self) -> Course:
        rows = Course.objects.by_reference(self.kwargs["reference"])
        return found_or_404(rows.select_related("current_version", "owner__user").first())

    @cached_property
    def draft(self) -> CourseVersion | None:
        """The draft that is being written, if there is one."""
        drafts = self.subject.versions.filter(state=VersionState.DRAFT)
        found: CourseVersion | None = drafts.select_related("course").first()
        return found

    @property
    def pictures_url(self) -> str:
        return org_url("training:author_pictures", reference=self.subject.reference)

    @property
    def course_url(self) -> str:
        return org_url("training:author_course", reference=self.subject.reference)

    @property
    def cancel_url(self) -> str:
        return self.course_url

    @property
    def parents(self) -> list[Crumb]:
        return [
            Crumb(org_url("training:authoring"), _("Write courses")),
            Crumb(self.course_url, self.subject.title),
        ]

    def success_url(self, _result: object) -> str:
        return self.course_url


class DraftMixin(AuthorMixin):
    """A screen about the draft: 404 while there is none."""

    @property
    def open_draft(self) -> CourseVersion:
        if self.draft is None:
            raise Http404
        return self.draft


class NewCourseView(FormPageView):
    permission = rights.AUTHOR.code
    form_class = CourseForm
    title = _("New course")
    success_message = _("The course is there. Write its lessons now.")

    def form_kwargs(self) -> dict[str, Any]:
        return {"initial": {"valid_months": 12}}

    @property
    def cancel_url(self) -> str:
        return org_url("training:authoring")

    @property
    def parents(self) -> list[Crumb]:
        return [Crumb(self.cancel_url, _("Write courses"))]

    def act(self, payload: authoring.CourseTerms) -> Course:
        return authoring.create_course(payload, actor=self.actor)

    def success_url(self, result: Course) -> str:
        return org_url("training:author_course", reference=result.reference)


class ChangeCourseView(AuthorMixin, FormPageView):
    form_class = CourseForm
    title = _("Change the course")
    subtitle = _("Certificates that were issued keep what they say.")
    success_message = _("The course is changed.")

    def form_kwargs(self) -> dict[str, Any]:
        names = ("title", "audience", "valid_months", "counts_as_literacy")
        return {"initial": {name: getattr(self.subject, name) for name in names}}

    def act(self, payload: authoring.CourseTerms) -> Course:
        return authoring.change_course(self.subject, payload, actor=self.actor)


class PrerequisitesView(AuthorMixin, FormPageView):
    form_class = PrerequisitesForm
    title = _("What comes first")
    subtitle = _("Learners need a certificate of each before they begin.")
    success_message = _("What comes first is changed.")

    def form_kwargs(self) -> dict[str, Any]:
        needed = self.subject.prerequisites.values_list("requires", flat=True)
        return {"course": self.subject, "initial": {"courses": list(needed)}}

    def act(self, payload: Needed) -> Course:
        return set_prerequisites(self.subject, payload.courses, actor=self.actor)


class AuthorCoursePage(AuthorMixin, PageView):
    template_name = "training/author/course.html"

    def page(self) -> dict[str, Any]:
        version = self.draft or self.subject.current_version
        quiz = Quiz.objects.filter(version=version).first()
        return {
            "draft": self.draft,
            "version": version,
            "lessons": list(version.lessons.all()) if version else [],
            "quiz": quiz,
            "questions": list(quiz.questions.all()) if quiz else [],
            "versions": list(self.subject.versions.exclude(state=VersionState.DRAFT)[:10]),
        }


class OpenDraftView(AuthorMixin, ActionView):
    success_message = _("This is the draft of the next version.")

    def act(self, _payload: None) -> CourseVersion:
        return authoring.open_draft(self.subject, actor=self.actor)


class ArchiveView(AuthorMixin, ActionView):
    success_message = _("The course is no longer offered.")

    def act(self, _payload: None) -> Course:
        return authoring.archive_course(self.subject, actor=self.actor)


class RestoreView(AuthorMixin, ActionView):
    success_message = _("The course is offered again.")

    def act(self, _payload: None) -> Course:
        return authoring.restore_course(self.subject, actor=self.actor)


class SummaryView(DraftMixin, FormPageView):
    form_class = SummaryForm
    title = _("What one learns")
    success_message = _("Saved.")

    def form_kwargs(self) -> dict[str, Any]:
        draft = self.open_draft
        return {"initial": {"summary": draft.summary, "revision": draft.revision}}

    def act(self, payload: Revised) -> CourseVersion:
        return authoring.describe_draft(
            self.open_draft, payload.terms.summary, revision=payload.revision, actor=self.actor
        )


class NewLessonView(DraftMixin, FormPageView):
    form_class = LessonForm
    template_name = "training/author/lesson.html"
    title = _("New lesson")
    success_message = _("The lesson is saved.")

    def page(self) -> dict[str, Any]:
        return {"pictures": list(self.open_draft.pictures.all())}

    def form_kwargs(self) -> dict[str, Any]:
        return {"initial": {"minutes": 10, "revision": self.open_draft.revision}}

    def act(self, payload: Revised) -> Lesson:
        return authoring.save_lesson(
            self.open_draft,
            payload.terms,
            key=self.kwargs.get("key", ""),
            revision=payload.revision,
            actor=self.actor,
        )


class EditLessonView(NewLessonView):
    title = _("Change the lesson")

    @cached_property
    def lesson(self) -> Lesson:
        return found_or_404(self.open_draft.lessons.filter(key=self.kwargs["key"]).first())

    def form_kwargs(self) -> dict[str, Any]:
        names = ("title", "body", "minutes", "video_url")
        initial = {name: getattr(self.lesson, name) for name in names}
        return {"initial": {**initial, "revision": self.open_draft.revision}}


class RevisedAction(DraftMixin, ActionView):
    """A button on the page of the draft: it posts the revision that the page showed."""

    form_class = RevisionForm
    template_name = "training/author/course.html"

    def page(self) -> dict[str, Any]:
        page = AuthorCoursePage()
        page.setup(self.request, **self.kwargs)
        return page.page()


class MoveLessonView(RevisedAction):
    step = 0

    def act(self, payload: int) -> CourseVersion:
        return authoring.move_lesson(
            self.open_draft, self.kwargs["key"], self.step, revision=payload, actor=self.actor
        )


class DeleteLessonView(RevisedAction):
    success_message = _("The lesson is deleted.")

    def act(self, payload: int) -> CourseVersion:
        return authoring.delete_lesson(
            self.open_draft, self.kwargs["key"], revision=payload, actor=self.actor
        )


class DeleteQuestionView(RevisedAction):
    success_message = _("The question is deleted.")

    def act(self, payload: int) -> CourseVersion:
        return authoring.delete_question(
            self.open_draft, self.kwargs["key"], revision=payload, actor=self.actor
        )


class PreviewView(DraftMixin, FragmentView):
    """Markdown as learners will see it, while the author types."""

    http_method_names = ["post", "options"]
    template_name = "training/author/preview.html"

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        text = request.POST.get("body", "")[:LONGEST_PREVIEW]
        pictures = addresses_of_pictures(self.open_draft, self.subject)
        return self.render(self.template_name, {"text": text, "pictures": pictures})


class QuizView(DraftMixin, FormPageView):
    form_class = QuizForm
    title = _("How the quiz is taken")
    success_message = _("Saved.")

    def form_kwargs(self) -> dict[str, Any]:
        quiz = Quiz.objects.filter(version=self.open_draft).first() or Quiz()
        names = ("pass_percent", "attempts_allowed", "minutes_allowed", "is_shuffled")
        draws = "\n".join(f"{pool} = {count}" for pool, count in quiz.draws.items())
        initial = {name: getattr(quiz, name) for name in names}
        return {"initial": {**initial, "draws": draws, "revision": self.open_draft.revision}}

    def act(self, payload: Revised) -> Quiz:
        return authoring.save_quiz(
            self.open_draft, payload.terms, revision=payload.revision, actor=self.actor
        )


class NewQuestionView(DraftMixin, FormPageView):
    form_class = QuestionForm
    template_name = "training/author/question.html"
    title = _("New question")
    success_message = _("The question is saved.")

    def form_kwargs(self) -> dict[str, Any]:
        return {"initial": {"kind": "single", "revision": self.open_draft.revision}}

    def act(self, payload: Revised) -> Question:
        return authoring.save_question(
            self.open_draft,
            payload.terms,
            key=self.kwargs.get("key", ""),
            revision=payload.revision,
            actor=self.actor,
        )


class EditQuestionView(NewQuestionView):
    title = _("Change the question")

    @cached_property
    def question(self) -> Question:
        rows = Question.objects.filter(quiz__version=self.open_draft, key=self.kwargs["key"])
        return found_or_404(rows.first())

    def form_kwargs(self) -> dict[str, Any]:
        names = ("kind", "text", "explanation", "pool")
        initial = {name: getattr(self.question, name) for name in names}
        return {
            "initial": {**initial, "revision": self.open_draft.revision},
            "given": self.question.item.options,
        }


class PublishView(DraftMixin, FormPageView):
    form_class = PublishForm
    title = _("Publish")
    subtitle = _("New learners get this version. Who has begun an older one finishes that.")
    submit_label = _("Publish")
    success_message = _("The course is published.")

    def form_kwargs(self) -> dict[str, Any]:
        return {"initial": {"revision": self.open_draft.revision}}

    def act(self, payload: Publishing) -> CourseVersion:
        return authoring.publish_course(
            self.open_draft, payload.changes, revision=payload.revision, actor=self.actor
        )


class StatisticsPage(AuthorMixin, PageView):
    template_name = "training/author/statistics.html"

    def page(self) -> dict[str, Any]:
        return {"reports": question_reports(self.subject)}
