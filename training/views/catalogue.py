"""What there is to learn: tracks, courses, and the way in."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from coe_portal.not_found import found_or_404
from coe_portal.tenancy.addresses import org_url
from coe_portal.ui.views import ActionView, PageView
from training import permissions as rights
from training.actions import enrolment
from training.actions.starters import install_starter_courses
from training.choices import Audience
from training.models.courses import Course, Track
from training.models.enrollments import Enrollment
from training.queries.catalogue import course_page, shelves

LONGEST_SEARCH = 80


class CataloguePage(PageView):
    """All offered courses by track; search and audience stand in the address."""

    permission = rights.VIEW_CATALOGUE.code
    template_name = "training/catalogue.html"

    def get(self, _request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if self.request.htmx.target == "shelves":
            return self.render("training/catalogue.html#shelves")
        return super().get(_request, **kwargs)

    def page(self) -> dict[str, Any]:
        text = self.request.GET.get("q", "").replace("\x00", "").strip()[:LONGEST_SEARCH]
        audience = self.request.GET.get("audience", "")
        audience = audience if audience in Audience.values else ""
        return {
            "shelves": shelves(self.member, text=text, audience=audience),
            "text": text,
            "audience": audience,
            "audiences": Audience.choices,
            "may_author": self.member.may(rights.AUTHOR.code),
        }


class InstallStartersView(ActionView):
    """The courses that come with the portal, for an organization that has none."""

    permission = rights.AUTHOR.code
    success_message = _("The starter courses are published. Change what does not fit.")

    def act(self, _payload: None) -> list[Course]:
        return install_starter_courses(self.member, actor=self.actor)

    def success_url(self, _result: object) -> str:
        return org_url("training:catalogue")


class TrackPage(PageView):
    """One track: its courses in order, and how far one is."""

    permission = rights.VIEW_CATALOGUE.code
    template_name = "training/track.html"

    def find_subject(self) -> Track:
        return found_or_404(Track.objects.filter(slug=self.kwargs["slug"], is_active=True).first())

    def page(self) -> dict[str, Any]:
        found = [one for one in shelves(self.member) if one.track == self.subject]
        return {
            "shelf": found[0] if found else None,
            "may_author": self.member.may(rights.AUTHOR.code),
        }


class CourseMixin:
    """Finds the course of the address; drafts that were never published are their authors'."""

    kwargs: dict[str, Any]
    member: Any

    def find_subject(self) -> Course:
        courses = Course.objects.by_reference(self.kwargs["reference"])
        if not self.member.may(rights.AUTHOR.code):
            courses = courses.filter(current_version__isnull=False)
        return found_or_404(courses.select_related("owner__user", "current_version").first())


class CoursePage(CourseMixin, PageView):
    permission = rights.VIEW_CATALOGUE.code
    template_name = "training/course.html"

    def page(self) -> dict[str, Any]:
        return {
            "page": course_page(self.subject, self.member),
            "may_learn": self.member.may(rights.LEARN.code),
            "may_author": self.member.may(rights.AUTHOR.code),
        }


class EnrolView(CourseMixin, ActionView):
    """Enrol oneself and begin at once when nothing comes first."""

    permission = rights.LEARN.code
    success_message = _("You are enrolled.")

    def act(self, _payload: None) -> Enrollment:
        return enrolment.enrol(self.subject, self.member, actor=self.actor)
