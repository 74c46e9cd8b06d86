"""Texts of papers, approvals, notices and filings as forms."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django import forms
from django.utils.translation import gettext_lazy as _

from coe_portal.ui.forms import DateInput, DayField, PayloadForm
from governance.actions.frias import Filing, FriaNotice
from governance.actions.papers import PointText
from governance.models.papers import LONGEST_TEXT


class PointForm(PayloadForm[PointText]):
    """One point; a paper has many of them on one page, each with its key as prefix."""

    payload_class = PointText

    text = forms.CharField(
        label=_("In your words"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=LONGEST_TEXT,
        required=False,
    )
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)

    def clean_revision(self) -> int:
        return self.cleaned_data["revision"] or 0


@dataclass(frozen=True)
class Approval:
    """Until when an approval holds without another look."""

    review_on: dt.date


class ApproveForm(PayloadForm[Approval]):
    payload_class = Approval

    review_on = DayField(label=_("Next review"), widget=DateInput)


class NoticeForm(PayloadForm[FriaNotice]):
    payload_class = FriaNotice

    authority = forms.CharField(label=_("Market surveillance authority"), max_length=200)
    notified_on = DayField(label=_("Told on"), widget=DateInput)
    notice_number = forms.CharField(label=_("Its number"), max_length=100, required=False)


class FilingForm(PayloadForm[Filing]):
    payload_class = Filing

    filed_on = DayField(label=_("Filed on"), widget=DateInput)
    register_number = forms.CharField(label=_("Number in the register"), max_length=100)
    note = forms.CharField(label=_("Note"), max_length=500, required=False)
