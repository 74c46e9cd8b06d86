"""Planning the end of a use case, and settling its steps."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coe_portal.ui.forms import ChoiceList, DateInput, DayField, PayloadForm
from intake.models.use_cases import UseCase
from registry.actions.retirement import PlanTerms, Settlement
from registry.choices import Disposal, RetirementStep
from registry.forms.models import text_area


class PlanForm(PayloadForm[PlanTerms]):
    payload_class = PlanTerms

    reason = text_area(_("Why it ends"), most=4000)
    wanted_on = DayField(label=_("To be retired by"), widget=DateInput)


class StepForm(PayloadForm[Settlement]):
    """The base of the four steps: what was done, in words."""

    payload_class = Settlement

    note = text_area(_("What was done"), rows=4, most=4000)


class AccessForm(StepForm):
    note = text_area(
        _("What was done"),
        rows=4,
        most=4000,
        help_text=_("Which keys, accounts, groups and endpoints were closed, and by whom."),
    )
    end_running = forms.BooleanField(
        label=_("End the deployments that still run"),
        required=False,
        help_text=_("In the portal's list. What runs elsewhere has to be switched off there."),
    )


class EvidenceForm(StepForm):
    note = text_area(
        _("Where it is kept, and until when"),
        rows=4,
        most=4000,
        help_text=_("The newest audit PDF that was made since the plan was opened is noted."),
    )


class SuccessorForm(StepForm):
    successor = forms.ModelChoiceField(
        label=_("Successor"),
        queryset=UseCase.objects.none(),
        required=False,
        empty_label=_("There is none"),
    )
    note = text_area(
        _("How the work goes on"),
        rows=4,
        most=4000,
        help_text=_("What its users do from then on, and how they were told."),
    )
    field_order = ("successor",)

    def __init__(self, *args: Any, successors: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["successor"].queryset = successors  # type: ignore[attr-defined]


class DataForm(StepForm):
    disposal = forms.TypedChoiceField(
        label=_("What became of the data?"),
        choices=Disposal.choices,
        coerce=Disposal,
        widget=ChoiceList,
    )
    file = forms.FileField(
        label=_("Certificate"),
        required=False,
        help_text=_("Of the destruction or the return: asked for in both cases."),
    )
    note = text_area(
        _("What was done"),
        rows=4,
        most=4000,
        help_text=_("Which stores, copies and backups, and until when what is kept is kept."),
    )
    field_order = ("disposal", "note", "file")


STEP_FORMS: dict[RetirementStep, type[StepForm]] = {
    RetirementStep.ACCESS: AccessForm,
    RetirementStep.EVIDENCE: EvidenceForm,
    RetirementStep.SUCCESSOR: SuccessorForm,
    RetirementStep.DATA: DataForm,
}
