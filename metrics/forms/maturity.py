"""Answers and targets of the self-assessment."""

from __future__ import annotations

from dataclasses import dataclass

from django import forms
from django.utils.translation import gettext_lazy as _

from coe_portal.ui.forms import ChoiceCards, DateInput, DayField, PayloadForm
from governance.forms.risks import PersonField, WithPeople
from metrics.actions.maturity import Said, TargetTerms
from metrics.choices import Holds, MaturityStage


@dataclass(frozen=True)
class Title:
    title: str


class RoundForm(PayloadForm[Title]):
    payload_class = Title

    title = forms.CharField(
        label=_("Title"), max_length=160, help_text=_("Such as the quarter: 2026-Q4.")
    )


class SaidForm(PayloadForm[Said]):
    payload_class = Said

    holds = forms.TypedChoiceField(
        label=_("Is it true here?"), choices=Holds.choices, coerce=Holds, widget=ChoiceCards
    )
    evidence = forms.CharField(
        label=_("Evidence"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: object, proof: str, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["evidence"].help_text = _("What shows it: %(proof)s. Links are welcome.") % {
            "proof": proof
        }


class TargetForm(WithPeople, PayloadForm[TargetTerms]):
    payload_class = TargetTerms

    stage = forms.TypedChoiceField(
        label=_("Stage to reach"), choices=MaturityStage.choices, coerce=MaturityStage
    )
    due_on = DayField(label=_("Until"), widget=DateInput)
    owner = PersonField(label=_("Who sees to it"), required=False)
