"""Steps of the launch plan."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django import forms
from django.utils.translation import gettext_lazy as _

from coe_portal.ui.forms import ChoiceCards, DateInput, DayField, PayloadForm
from governance.forms.risks import PersonField, WithPeople
from metrics.actions.launch import Settlement, StepTerms
from metrics.choices import StepState


@dataclass(frozen=True)
class FirstDay:
    starts_on: dt.date


class StartForm(PayloadForm[FirstDay]):
    payload_class = FirstDay

    starts_on = DayField(label=_("First day"), widget=DateInput)


class StepForm(WithPeople, PayloadForm[StepTerms]):
    payload_class = StepTerms

    title = forms.CharField(label=_("What to do"), max_length=200)
    due_on = DayField(label=_("Due"), widget=DateInput)
    owner = PersonField(label=_("Who sees to it"), required=False)


class SettlementForm(PayloadForm[Settlement]):
    payload_class = Settlement

    state = forms.TypedChoiceField(
        label=_("How it ended"),
        choices=[choice for choice in StepState.choices if choice[0] != StepState.OPEN],
        coerce=StepState,
        initial=StepState.DONE,
        widget=ChoiceCards,
    )
    evidence = forms.CharField(
        label=_("What shows it, or why it is not needed"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
