"""One learner in one course: its page, the lessons, the quiz."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.functional import cached_property
from django.utils.translation import gettext, gettext_lazy as _

from coe_portal.accounts.authorization import permits, require
from coe_portal.errors import InvalidInput
from coe_portal.not_found import found_or_404
from coe_portal.tenancy.addresses import org_url
from coe_portal.ui.htmx import redirect
from coe_portal.ui.views import ActionView, Crumb, FormPageView, PageView
from training import permissions as rights
from training.actions import enrolment, quizzes
from training.actions.assigning import move_due_date
from training.forms.answers import read_answers
from training.forms.enrollments import DueDateForm, NewDueDate
from training.models.courses import Lesson
from training.models.enrollments import Enrollment
from training.models.quizzes import Attempt
from training.queries.learning import (
    Progress,
    explained,
    is_explained,
    minutes_left,
    paper_of,
    progress_of,
)
from training.queries.pictures import addresses_of_pictures


class EnrollmentMixin:
    """Finds the enrolment of the address, among those that the member may see."""

    kwargs: dict[str, Any]
    member: Any
    subject: Any
    actor: Any

    def find_subject(self) -> Enrollment:
        rows = rights.enrollments_visible_to(self.member).by_reference(self.kwargs["reference"])
        return found_or_404(
            rows.select_related("member__user", "course__current_version", "version").first()
        )

    @cached_property
    def progress(self) -> Progress:
        return progress_of(self.subject)

    @property
    def is_learner(self) -> bool:
        return permits(self.actor, rights.WORK_ON_ENROLLMENT.code, self.subject)


class EnrollmentPage(EnrollmentMixin, PageView):
    """How far the learner is, and what comes next; others see it without the buttons."""

    permission = rights.VIEW_ENROLLMENT.code
    template_name = "training/enrollment.html"

    def get(self, _request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if self.is_learner and quizzes.hand_in_expired(self.subject, actor=self.actor):
            return redirect(
                self.request,
                self.subject.get_absolute_url(),
                gettext("The time of your attempt was over: it was handed in as you had saved it."),
            )
        return super().get(_request, **kwargs)

    def page(self) -> dict[str, Any]:
        return {
            "progress": self.progress,
            "is_learner": self.is_learner,
            "may_leave": self.subject.is_open
            and permits(self.actor, rights.LEAVE_COURSE.code, self.subject),
            "may_move": self.subject.is_open
            and permits(self.actor, rights.ENROL_OTHERS.code, self.subject.member),
        }


class BeginView(EnrollmentMixin, ActionView):
    """Start with the first lesson, or go on where one stopped."""

    permission = rights.WORK_ON_ENROLLMENT.code

    def act(self, _payload: None) -> Enrollment:
        return enrolment.begin(self.subject, actor=self.actor)

    def success_url(self, result: Enrollment) -> str:
        lesson = progress_of(result).next_lesson
        return lesson_url(result, lesson) if lesson else result.get_absolute_url()


class MoveDueDate(EnrollmentMixin, FormPageView):
    """Another day, by staff or the learner's manager."""

    permission = rights.VIEW_ENROLLMENT.code
    form_class = DueDateForm
    title = _("Move the due date")
    submit_label = _("Move")
    success_message = _("Moved. The learner is told.")

    def form_kwargs(self) -> dict[str, Any]:
        require(self.actor, rights.ENROL_OTHERS.code, self.subject.member)
        return {"initial": {"due_on": self.subject.due_on}}

    @property
    def subtitle(self) -> str:  # type: ignore[override]
        return f"{self.subject.member}: {self.subject.course.title}"

    @property
    def cancel_url(self) -> str:
        return str(self.subject.get_absolute_url())

    @property
    def parents(self) -> list[Crumb]:
        return [Crumb(self.cancel_url, self.subject.reference)]

    def act(self, payload: NewDueDate) -> Enrollment:
        return move_due_date(self.subject, payload.due_on, payload.reason, actor=self.actor)


class LeaveView(EnrollmentMixin, ActionView):
    permission = rights.VIEW_ENROLLMENT.code
    success_message = _("Withdrawn from the course.")

    def act(self, _payload: None) -> Enrollment:
        return enrolment.leave(self.subject, actor=self.actor)


def lesson_url(enrollment: Enrollment, lesson: Lesson) -> str:
    """The page of a lesson."""
    return org_url("training:lesson", reference=enrollment.reference, key=lesson.key)


class LessonMixin(EnrollmentMixin):
    """Finds the lesson of the address in the learner's version."""

    @cached_property
    def lesson(self) -> Lesson:
        for step in self.progress.steps:
            if step.lesson.key == self.kwargs["key"]:
                return step.lesson
        raise Http404


class LessonPage(LessonMixin, PageView):
    permission = rights.WORK_ON_ENROLLMENT.code
    template_name = "training/lesson.html"

    def page(self) -> dict[str, Any]:
        before, after = self.progress.neighbours(self.lesson.key)
        return {
            "progress": self.progress,
            "lesson": self.lesson,
            "pictures": addresses_of_pictures(self.progress.version, self.subject.course),
            "before": before,
            "after": after,
            "is_begun": self.subject.version_id is not None,
        }


class ReadView(LessonMixin, ActionView):
    """Mark as read and go on to the next lesson, or to the course's page after the last."""

    permission = rights.WORK_ON_ENROLLMENT.code

    def act(self, _payload: None) -> Enrollment:
        enrollment = enrolment.begin(self.subject, actor=self.actor) if self._is_new else None
        return enrolment.read_lesson(enrollment or self.subject, self.lesson, actor=self.actor)

    @property
    def _is_new(self) -> bool:
        return self.subject.is_open and self.subject.version_id is None

    def success_url(self, result: Enrollment) -> str:
        _before, after = self.progress.neighbours(self.lesson.key)
        return lesson_url(result, after) if after else result.get_absolute_url()


class StartQuizView(EnrollmentMixin, ActionView):
    permission = rights.WORK_ON_ENROLLMENT.code

    def act(self, _payload: None) -> Attempt:
        return quizzes.start_attempt(self.subject, actor=self.actor)

    def success_url(self, result: Attempt) -> str:
        return attempt_url(self.subject, result)


def attempt_url(enrollment: Enrollment, attempt: Attempt) -> str:
    """The page of an attempt: its paper while it runs, its result after that."""
    return org_url("training:attempt", reference=enrollment.reference, number=attempt.number)


class AttemptMixin(EnrollmentMixin):
    """Finds the attempt of the address."""

    @cached_property
    def attempt(self) -> Attempt:
        rows = Attempt.objects.filter(enrollment=self.subject, number=self.kwargs["number"])
        return found_or_404(rows.select_related("quiz").first())


class AttemptPage(AttemptMixin, PageView):
    """The paper to fill in, or the result. Only the learner sees either."""

    permission = rights.WORK_ON_ENROLLMENT.code
    http_method_names = ["get", "post", "head", "options"]
    template_name = "training/attempt.html"

    def get(self, _request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if self.attempt.submitted_at is not None:
            return self.render("training/result.html", self._result())
        if quizzes.hand_in_expired(self.subject, actor=self.actor):
            return redirect(
                self.request,
                attempt_url(self.subject, self.attempt),
                gettext("The time was over: your answers were handed in as you had saved them."),
            )
        return super().get(_request, **kwargs)

    def post(self, _request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        paper = paper_of(self.attempt)
        try:
            answers = read_answers(self.attempt, paper, self.request.POST, is_final=True)
        except InvalidInput as error:
            partial = read_answers(self.attempt, paper, self.request.POST, is_final=False)
            self.attempt = quizzes.save_answers(self.attempt, partial, actor=self.actor)
            return self.render(self.template_name, {"errors": error.errors}, status=error.status)
        quizzes.submit_attempt(self.attempt, answers, actor=self.actor)
        return redirect(self.request, attempt_url(self.subject, self.attempt), "")

    def page(self) -> dict[str, Any]:
        return {
            "attempt": self.attempt,
            "paper": paper_of(self.attempt) if self.attempt.submitted_at is None else [],
            "minutes_left": minutes_left(self.attempt),
        }

    def _result(self) -> dict[str, Any]:
        told = is_explained(self.subject)
        return {
            "progress": self.progress,
            "explained": explained(self.attempt) if told else [],
            "is_explained": told,
        }


class SaveAnswersView(AttemptMixin, ActionView):
    """Autosave while the learner fills in the paper."""

    permission = rights.WORK_ON_ENROLLMENT.code

    def act(self, _payload: None) -> Attempt:
        answers = read_answers(
            self.attempt, paper_of(self.attempt), self.request.POST, is_final=False
        )
        return quizzes.save_answers(self.attempt, answers, actor=self.actor)

    def answer(self, result: Attempt) -> HttpResponse:
        return self.render(
            "training/attempt.html#state", {"attempt": result, "minutes_left": minutes_left(result)}
        )
