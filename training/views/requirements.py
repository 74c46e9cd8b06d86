"""Which training is required for what, and who lacks it today."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext, gettext_lazy as _

from coe_portal.accounts.models import Membership
from coe_portal.not_found import found_or_404
from coe_portal.tenancy.addresses import org_url
from coe_portal.tenancy.clock import today_here
from coe_portal.ui.views import (
    ActionView,
    ButtonLink,
    Crumb,
    FormPageView,
    ListPageView,
    PageView,
)
from training import permissions as rights
from training.actions import requirements
from training.filters import WithoutLiteracyFilters
from training.forms.requirements import RequirementForm
from training.models.certificates import TrainingRequirement
from training.queries.requirements import (
    activity_label,
    lacking_people,
    requirement_lines,
)
from training.tables.skills import WithoutLiteracyTable


def find_requirement(pk: int) -> TrainingRequirement:
    """The requirement of an address; Http404 when there is none."""
    return found_or_404(TrainingRequirement.objects.filter(pk=pk).select_related("course").first())


class RequirementsPage(PageView):
    permission = rights.VIEW_CATALOGUE.code
    template_name = "training/requirements.html"

    def page(self) -> dict[str, Any]:
        return {
            "lines": requirement_lines(),
            "may_steer": self.member.may(rights.STEER_TRAINING.code),
        }


class LackingPeople(ListPageView):
    """Who could not do today what the course is required for."""

    permission = rights.VIEW_CATALOGUE.code
    table_class = WithoutLiteracyTable
    filters_class = WithoutLiteracyFilters
    empty_icon = "circle-check-big"
    empty_title = _("Nobody is missing")

    def find_subject(self) -> TrainingRequirement:
        return find_requirement(self.kwargs["pk"])

    @property
    def title(self) -> str:  # type: ignore[override]
        return gettext("Without %(course)s") % {"course": self.subject.course.title}

    @property
    def subtitle(self) -> str:  # type: ignore[override]
        return gettext(
            "They may not %(activity)s today, among the people whose training you see."
        ) % {"activity": activity_label(self.subject)}

    def rows(self) -> QuerySet[Membership]:
        visible = rights.people_of(self.member)
        return lacking_people(self.subject).filter(pk__in=visible.values("pk"))

    def actions(self) -> list[ButtonLink]:
        if not self.member.may(rights.ENROL_OTHERS.code):
            return []
        url = f"{org_url('training:enroll_people')}?course={self.subject.course_id}"
        return [ButtonLink(url, _("Enrol people"), "user-plus", "primary")]

    @property
    def parents(self) -> list[Crumb]:
        return [Crumb(org_url("training:requirements"), _("Required courses"))]


class RequireView(FormPageView):
    permission = rights.STEER_TRAINING.code
    form_class = RequirementForm
    title = _("Require a course")
    submit_label = _("Require")
    success_message = _("The course is required.")

    def form_kwargs(self) -> dict[str, Any]:
        return {"initial": {"starts_on": today_here()}}

    @property
    def cancel_url(self) -> str:
        return org_url("training:requirements")

    @property
    def parents(self) -> list[Crumb]:
        return [Crumb(self.cancel_url, _("Required courses"))]

    def act(self, payload: requirements.RequirementTerms) -> TrainingRequirement:
        return requirements.require_course(payload, actor=self.actor)

    def success_url(self, _result: object) -> str:
        return self.cancel_url


class DropRequirementView(ActionView):
    permission = rights.STEER_TRAINING.code
    success_message = _("The course is no longer required.")

    def find_subject(self) -> TrainingRequirement:
        return find_requirement(self.kwargs["pk"])

    def act(self, _payload: None) -> None:
        requirements.drop_requirement(self.subject, actor=self.actor)

    def success_url(self, _result: object) -> str:
        return org_url("training:requirements")
