"""Step 0: register with four facts, while similar use cases are shown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from coe_portal.tenancy.addresses import org_url
from coe_portal.ui.htmx import is_fragment, redirect, toast
from coe_portal.ui.views import Crumb, FormPageView, FragmentView
from intake.actions import registration
from intake.forms.registration import ParticularsForm, RegistrationForm
from intake.forms.sharing import JoinForm, Reason
from intake.models.use_cases import UseCase
from intake.queries.people import people_choices
from intake.queries.similar import similar_use_cases
from intake.views.base import UseCaseScreen

SHORTEST_TEXT = 4


class RegisterPage(FormPageView):
    """The form of step 0; on success the wizard opens at its first section."""

    permission = "intake.register"
    form_class = RegistrationForm
    template_name = "intake/registration/page.html"
    title = _("New use case")
    success_message = _("Registered. Now answer the questions; everything is saved as you go.")

    def form_kwargs(self) -> dict[str, Any]:
        return {"people": people_choices(), "initial": {"owner_id": self.member.pk}}

    def act(self, payload: registration.Registration) -> UseCase:
        return registration.register_use_case(payload, actor=self.actor)

    def success_url(self, result: UseCase) -> str:
        return org_url("intake:wizard", reference=result.reference)


class SimilarFragment(FragmentView):
    """Use cases like the one being typed, and what to do about them."""

    permission = "intake.register"
    template_name = "intake/registration/similar.html"

    def page(self) -> dict[str, Any]:
        sent = self.request.GET
        text = f"{sent.get('title', '')} {sent.get('summary', '')}".strip()
        long_enough = len(text) >= SHORTEST_TEXT
        found = similar_use_cases(text, self.member) if long_enough else []
        return {
            "similar": found,
            "is_asked": long_enough,
            "justification": sent.get("justification", ""),
        }


class JoinView(UseCaseScreen, FormPageView):
    """Ask the people of a use case to be let in: a page, or a form inside the list of similar."""

    permission = "intake.register"
    form_class = JoinForm
    title = _("Ask to join")
    success_message = _("They are told that you would like to join.")

    @property
    def template_name(self) -> str:  # type: ignore[override]
        name = "join_form" if is_fragment(self.request) else "join"
        return f"intake/registration/{name}.html"

    def act(self, payload: Reason) -> None:
        registration.join_use_case(self.subject, payload.reason, actor=self.actor)

    def answer(self, _result: object) -> HttpResponse:
        if is_fragment(self.request):
            joined = self.render("intake/registration/joined.html")
            return toast(joined, self.success_message)
        return redirect(self.request, self.subject.get_absolute_url(), self.success_message)


class ParticularsPage(UseCaseScreen, FormPageView):
    """Change the four facts."""

    permission = "intake.edit"
    form_class = ParticularsForm
    title = _("Change the facts")
    success_message = _("Saved.")

    def form_kwargs(self) -> dict[str, Any]:
        case = self.subject
        initial = {
            "title": case.title,
            "summary": case.summary,
            "intended_users": case.intended_users,
            "owner_id": case.owner_id,
        }
        return {"people": people_choices(), "initial": initial}

    def act(self, payload: registration.Particulars) -> UseCase:
        return registration.change_particulars(self.subject, payload, actor=self.actor)

    @property
    def parents(self) -> Sequence[Crumb]:
        return [Crumb(self.subject.get_absolute_url(), self.subject.reference)]

    @cached_property
    def cancel_url(self) -> str:
        return str(self.subject.get_absolute_url())
