"""Who answers for a use case, and who works on it besides."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy

from coe_portal.not_found import found_or_404
from coe_portal.ui.views import ActionView
from intake.actions import people
from intake.forms.lifecycle import AssignForm, Naming
from intake.forms.sharing import CollaboratorForm, Share
from intake.models.use_cases import Assignment, UseCase, UseCaseGrant
from intake.permissions import COLLABORATE
from intake.queries import use_case_page
from intake.queries.people import colleague, people_choices
from intake.views.base import UseCaseScreen
from intake.views.use_case import CaseFormPage


class AssignPage(CaseFormPage):
    """Name who answers for a case."""

    permission = "intake.assign"
    form_class = AssignForm
    template_name = "intake/use_case/assign.html"
    title = gettext_lazy("Name a person")
    subtitle = gettext_lazy("All three are needed before the proof of concept.")
    success_message = gettext_lazy("Named, and told.")

    def form_kwargs(self) -> dict[str, Any]:
        return {
            "people": people_choices(),
            "initial": {"kind": self.request.GET.get("kind", "")},
        }

    def page(self) -> dict[str, Any]:
        named = use_case_page.named_people(self.subject)
        return {**super().page(), "named": [person for person in named if person.name]}

    def act(self, payload: Naming) -> None:
        member = colleague(payload.member_id)
        people.assign(self.subject, payload.assignment, member, actor=self.actor)


class LeaveOpenView(UseCaseScreen, ActionView):
    """Take a person off one of the three parts."""

    permission = "intake.assign"
    success_message = gettext_lazy("The part is open again.")

    def act(self, _payload: None) -> None:
        rows = Assignment.objects.filter(use_case=self.subject, kind=self.kwargs["kind"])
        found = found_or_404(rows.select_related("member__user").first())
        people.unassign(found, actor=self.actor)

    def success_url(self, _result: None) -> str:
        return str(self.subject.get_absolute_url())


class CollaboratorsPage(CaseFormPage):
    """Ask a colleague to work on the whole use case, or end it."""

    permission = "intake.edit"
    form_class = CollaboratorForm
    template_name = "intake/use_case/collaborators.html"
    title = gettext_lazy("Work on it together")
    submit_label = gettext_lazy("Ask")
    success_message = gettext_lazy("Asked. Your colleague is told.")

    def form_kwargs(self) -> dict[str, Any]:
        return {"people": people_choices(without=self.member.pk)}

    def page(self) -> dict[str, Any]:
        return {**super().page(), "collaborators": use_case_page.collaborators_of(self.subject)}

    def act(self, payload: Share) -> UseCaseGrant:
        member = colleague(payload.member_id)
        return people.add_collaborator(self.subject, member, actor=self.actor, note=payload.note)


class EndCollaborationView(UseCaseScreen, ActionView):
    """Take a use case back from a collaborator."""

    permission = "intake.edit"
    success_message = gettext_lazy("They can no longer change this use case.")

    def act(self, _payload: None) -> None:
        grants = UseCaseGrant.objects.filter(
            content_object=self.subject, permission__codename=COLLABORATE
        )
        found = grants.filter(user_id=self.kwargs["user"]).select_related("user").first()
        people.remove_collaborator(found_or_404(found), actor=self.actor)

    def success_url(self, _result: None) -> str:
        case: UseCase = self.subject
        return case.get_absolute_url()
