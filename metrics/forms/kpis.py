"""Targets, owners, readings and restatements of KPIs as forms."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.models import Membership
from coe_portal.tenancy.models import BusinessUnit
from coe_portal.ui.forms import DateInput, DayField, PayloadForm
from metrics.actions.readings import Reading
from metrics.actions.targets import TargetTerms
from metrics.logic.periods import Quarter

LONGEST_NOTE = 500


def note(label: Any, *, required: bool = False) -> forms.CharField:
    """A sentence or two."""
    widget = forms.Textarea(attrs={"rows": 2})
    return forms.CharField(label=label, max_length=LONGEST_NOTE, required=required, widget=widget)


class TargetForm(PayloadForm[TargetTerms]):
    payload_class = TargetTerms

    since = DayField(label=_("From"), widget=DateInput)
    target = forms.FloatField(label=_("Target"), required=False)
    good = forms.FloatField(
        label=_("Good at"),
        required=False,
        help_text=_("A value as good as this or better counts as good."),
    )
    fair = forms.FloatField(
        label=_("Fair at"),
        required=False,
        help_text=_("Better than this, but not good, is fair; everything else is poor."),
    )
    note = note(_("Note"))


@dataclass(frozen=True)
class NewOwner:
    """Who shall answer for a KPI; None for nobody in particular."""

    member: Membership | None = None


class OwnerForm(PayloadForm[NewOwner]):
    payload_class = NewOwner

    member = forms.ModelChoiceField(
        Membership.objects.none(),
        label=_("Owner"),
        required=False,
        help_text=_("Explains how it moves, and enters its readings."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = Membership.objects.current().with_user()
        self.fields["member"].queryset = people.order_by("user__name", "pk")  # type: ignore[attr-defined]


class ReadingForm(PayloadForm[Reading]):
    payload_class = Reading

    day = DayField(
        label=_("Day"),
        widget=DateInput,
        help_text=_("For the value of a month, its last day."),
    )
    value = forms.FloatField(label=_("Value"))
    unit = forms.ModelChoiceField(
        BusinessUnit.objects.all(),
        label=_("Business unit"),
        required=False,
        empty_label=_("Whole organization"),
    )
    source = forms.CharField(
        label=_("Source"),
        max_length=200,
        help_text=_("The system or report that it was read from."),
    )
    note = note(_("Note"))


@dataclass(frozen=True)
class Reason:
    """Why."""

    reason: str


class ReasonForm(PayloadForm[Reason]):
    payload_class = Reason

    reason = note(_("Reason"), required=True)


@dataclass(frozen=True)
class Restatement:
    """Which quarter to compute anew, and why."""

    quarter: str
    reason: str


class RestatementForm(PayloadForm[Restatement]):
    payload_class = Restatement

    quarter = forms.ChoiceField(label=_("Quarter"))
    reason = note(_("Reason"), required=True)

    def __init__(self, *args: Any, quarters: Iterable[Quarter], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["quarter"].choices = [(each.code, each.code) for each in quarters]  # type: ignore[attr-defined]


@dataclass(frozen=True)
class UploadedReadings:
    """A file that was not read yet."""

    file: UploadedFile[bytes]


class ReadingsFileForm(PayloadForm[UploadedReadings]):
    payload_class = UploadedReadings

    file = forms.FileField(
        label=_("File"),
        help_text=_(
            "CSV or Excel (.xlsx), up to 2,000 lines. The first row names the columns: kpi, day, "
            "value; unit, source and note may follow. Either every line is entered or none."
        ),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,.xlsx"}),
    )
