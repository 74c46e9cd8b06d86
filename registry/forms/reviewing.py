"""Looking at a thing again, as a form."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django import forms
from django.utils.translation import gettext_lazy as _

from coe_portal.ui.forms import DateInput, DayField, PayloadForm


@dataclass(frozen=True)
class Looked:
    note: str
    next_on: dt.date


class ReviewForm(PayloadForm[Looked]):
    payload_class: type[Looked] = Looked

    note = forms.CharField(
        label=_("What you found"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4})
    )
    next_on = DayField(label=_("Next review"), widget=DateInput)
