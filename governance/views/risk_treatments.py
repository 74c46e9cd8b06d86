"""What is done about a risk: plan, change, finish and drop."""

from __future__ import annotations

from typing import Any

from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.authorization import require
from coe_portal.not_found import found_or_404
from governance.actions import risk_treatments
from governance.forms.risks import Note, NoteForm, TreatmentForm
from governance.models.risks import RiskTreatment
from governance.permissions import risks as rights
from governance.views.risks import RiskFormPage


class PlanTreatmentView(RiskFormPage):
    """`?text=…` takes what the library knows."""

    form_class = TreatmentForm
    title = _("Plan a treatment")
    submit_label = _("Plan")
    success_message = _("Planned. Its owner is told.")

    def form_kwargs(self) -> dict[str, Any]:
        known = self.request.GET.get("text", "")
        return {"initial": {"owner": self.subject.owner_id, "kind": "reduce", "text": known}}

    def act(self, payload: risk_treatments.TreatmentTerms) -> RiskTreatment:
        return risk_treatments.plan_treatment(self.subject, payload, actor=self.actor)


class TreatmentMixin(RiskFormPage):
    """Finds the treatment of the address below its risk."""

    @cached_property
    def treatment(self) -> RiskTreatment:
        rows = self.subject.treatments.filter(position=self.kwargs["position"])
        found: RiskTreatment = found_or_404(rows.select_related("owner__user").first())
        found.risk = self.subject
        return found


class ChangeTreatmentView(TreatmentMixin):
    form_class = TreatmentForm
    title = _("Change the treatment")
    success_message = _("Saved.")

    def form_kwargs(self) -> dict[str, Any]:
        treatment = self.treatment
        return {"initial": {name: getattr(treatment, name) for name in risk_treatments.TERMS}}

    def act(self, payload: risk_treatments.TreatmentTerms) -> RiskTreatment:
        return risk_treatments.change_treatment(self.treatment, payload, actor=self.actor)


class SettleView(TreatmentMixin):
    """Whoever sees the risk asks here; the right is asked of the treatment."""

    permission = rights.VIEW_RISK.code
    form_class = NoteForm

    def form_kwargs(self) -> dict[str, Any]:
        require(self.actor, rights.SETTLE_TREATMENT.code, self.treatment)
        return {}


class FinishTreatmentView(SettleView):
    title = _("The treatment is done")
    submit_label = _("Done")
    success_message = _("Done. Assess the risk when less of it is left.")

    def act(self, payload: Note) -> RiskTreatment:
        return risk_treatments.finish_treatment(self.treatment, payload.note, actor=self.actor)


class DropTreatmentView(SettleView):
    title = _("Drop the treatment")
    submit_label = _("Drop")
    success_message = _("Dropped.")

    def act(self, payload: Note) -> RiskTreatment:
        return risk_treatments.drop_treatment(self.treatment, payload.note, actor=self.actor)
