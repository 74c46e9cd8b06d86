"""Which training is required for what, and who lacks it today."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coe_portal.tenancy.addresses import org_url
from coe_portal.ui.views import ActionView, Crumb, FormPageView, PageView
from training import permissions as rights
from training.actions import requirements
from training.forms.requirements import RequirementForm
from training.models.certificates import TrainingRequirement
from training.queries.requirements import requirement_lines


class RequirementsPage(PageView):
    permission = rights.VIEW_CATALOGUE.code
    template_name = "training/requirements.html"

    def page(self) -> dict[str, Any]:
        return {
            "lines": requirement_lines(),
            "may_steer": self.member.may(rights.STEER_TRAINING.code),
        }


class RequireView(FormPageView):
    permission = rights.STEER_TRAINING.code
    form_class = RequirementForm
    title = _("Require a course")
    submit_label = _("Require")
    success_message = _("The course is required.")

    def form_kwargs(self) -> dict[str, Any]:
        return {"initial": {"starts_on": timezone.localdate()}}

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
        found = TrainingRequirement.objects.filter(pk=self.kwargs["pk"]).first()
        if found is None:
            raise Http404
        return found

    def act(self, _payload: None) -> None:
        requirements.drop_requirement(self.subject, actor=self.actor)

    def success_url(self, _result: object) -> str:
        return org_url("training:requirements")
