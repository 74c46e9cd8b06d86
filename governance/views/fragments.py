"""What other apps' pages show of governance, by URL name."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _, gettext_lazy

from coe_portal.accounts.authorization import permits
from coe_portal.not_found import found_or_404
from coe_portal.ui.htmx import redirect
from coe_portal.ui.views import ActionView, FragmentView
from governance.actions import routing
from governance.models.decisions import Decision
from governance.models.reviews import Review
from governance.permissions import reviews as rights
from governance.queries.case_tab import case_tab, path_preview
from intake.choices import Gate, Stage, Tier
from intake.logic.stages import next_gate
from intake.models.use_cases import UseCase


class CaseMixin:
    """Finds the use case of the address."""

    member: Any
    kwargs: dict[str, Any]

    def find_subject(self) -> UseCase:
        cases = UseCase.objects.visible_to(self.member).select_related("current_assessment")
        return found_or_404(cases.by_reference(self.kwargs["reference"]).first())


class CaseDecisions(CaseMixin, FragmentView):
    """The decision tab of a use case: what was decided, what runs, and the way to the next gate."""

    permission = rights.VIEW_DECISIONS.code
    template_name = "governance/fragments/case.html"

    def page(self) -> dict[str, Any]:
        may_ask = permits(self.actor, rights.REQUEST_GATE.code, self.subject)
        return {"tab": case_tab(self.subject, self.member), "may_ask": may_ask}


class PathPreview(FragmentView):
    """`?tier=high&gate=discovery`: which way that is, and how long it takes."""

    permission = rights.VIEW_RULES.code
    template_name = "governance/fragments/path.html"

    def page(self) -> dict[str, Any]:
        tier = self.request.GET.get("tier", "")
        gate = self.request.GET.get("gate", Gate.DISCOVERY.value)
        if tier not in Tier.values or gate not in Gate.values:
            raise Http404
        return {"preview": path_preview(tier, gate)}


class RequestGateView(CaseMixin, ActionView):
    """The owner asks for the next gate."""

    permission = rights.REQUEST_GATE.code
    success_message = gettext_lazy("The gate was asked for.")

    def act(self, _payload: None) -> Review | Decision:
        gate = next_gate(Stage(self.subject.stage))
        return routing.request_gate(self.subject, gate.value if gate else "", actor=self.actor)

    def answer(self, result: Review | Decision) -> HttpResponse:
        message = (
            _("Review %(review)s is open.") % {"review": result.reference}
            if isinstance(result, Review)
            else _("Decision %(decision)s: %(outcome)s.")
            % {"decision": result.reference, "outcome": result.get_outcome_display()}
        )
        return redirect(self.request, self.subject.get_absolute_url(), message)
