"""Frameworks, controls, evidence and exclusions as forms."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.files.base import File
from django.utils.translation import gettext_lazy as _

from coe_portal.ui.forms import ChoiceCards, DateInput, DayField, PayloadForm
from governance.actions.control_evidence import NewEvidence
from governance.actions.controls import ControlTerms, NewControl
from governance.choices import ControlScope
from governance.forms.risks import PersonField, WithPeople, text_area
from governance.models.controls import MOST_MONTHS
from governance.models.frameworks import Framework, Requirement
from intake.choices import Gate, Tier


@dataclass(frozen=True)
class UploadedFramework:
    key: str
    name: str
    label: str
    file: File[bytes]
    source: str = ""
    note: str = ""
    dated: dt.date | None = None


class UploadForm(PayloadForm[UploadedFramework]):
    payload_class = UploadedFramework

    key = forms.SlugField(
        label=_("Short name"),
        max_length=40,
        help_text=_("For addresses, such as house-rules. The same name again is another edition."),
    )
    name = forms.CharField(label=_("Name"), max_length=160)
    label = forms.CharField(
        label=_("Edition"), max_length=200, help_text=_("Such as Version 2 of May 2026.")
    )
    dated = DayField(label=_("As of"), widget=DateInput, required=False)
    source = forms.URLField(
        label=_("Source"), max_length=300, required=False, assume_scheme="https"
    )
    note = text_area(_("Note"), required=False)
    file = forms.FileField(
        label=_("Requirements"),
        help_text=_(
            "CSV, XLSX or JSON with the columns code and title, and if you like parent, summary, "
            "note, status, applies_from, roles, classes, tiers and evidence. Several values are "
            "parted by a semicolon. At most 2,000 rows and 2 MB."
        ),
    )


@dataclass(frozen=True)
class Why:
    reason: str


class WhyForm(PayloadForm[Why]):
    payload_class = Why

    reason = text_area(_("Why"))


@dataclass(frozen=True)
class Remark:
    remark: str


class RemarkForm(PayloadForm[Remark]):
    payload_class = Remark

    remark = text_area(_("Why"))


class ControlForm(WithPeople, PayloadForm[ControlTerms]):
    payload_class: type[ControlTerms] = ControlTerms

    title = forms.CharField(label=_("Title"), max_length=200)
    description = text_area(_("What is done"), most=4000, required=False)
    owner = PersonField(
        label=_("Owner"), required=False, help_text=_("Is reminded when evidence ends.")
    )
    valid_months = forms.IntegerField(
        label=_("Months that evidence holds"), min_value=1, max_value=MOST_MONTHS, initial=12
    )
    holds_gate = forms.BooleanField(
        label=_("The gate stays closed until valid evidence is here"), required=False
    )


class NewControlForm(ControlForm):
    payload_class = NewControl

    scope = forms.TypedChoiceField(
        label=_("How often"), choices=ControlScope.choices, coerce=ControlScope, widget=ChoiceCards
    )
    gate = forms.ChoiceField(
        label=_("Needed at the gate"),
        choices=[("", _("None in particular")), *Gate.choices],
        required=False,
    )
    tiers = forms.TypedMultipleChoiceField(
        label=_("For use cases of these tiers"),
        choices=Tier.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("All, if you choose none."),
    )


class EvidenceForm(PayloadForm[NewEvidence]):
    payload_class = NewEvidence

    title = forms.CharField(label=_("What it is"), max_length=200)
    note = text_area(_("What it shows"), required=False)
    file = forms.FileField(label=_("File"), required=False)
    link = forms.URLField(
        label=_("Or an address"),
        max_length=500,
        required=False,
        assume_scheme="https",
        help_text=_("Where another system keeps it."),
    )
    sha256 = forms.CharField(
        label=_("SHA-256 of what is there"),
        max_length=64,
        required=False,
        help_text=_("Of a file it is computed."),
    )
    effective_on = DayField(label=_("Holds from"), widget=DateInput)
    expires_on = DayField(
        label=_("Holds until"),
        widget=DateInput,
        required=False,
        help_text=_("As long as the control says, if you leave it empty."),
    )


@dataclass(frozen=True)
class Target:
    requirement: Requirement


class LinkForm(PayloadForm[Target]):
    payload_class = Target

    framework = forms.ModelChoiceField(label=_("Framework"), queryset=Framework.objects.none())
    code = forms.CharField(label=_("Code"), max_length=60, help_text=_("Such as Art. 9."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["framework"].queryset = Framework.objects.adopted()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Find the requirement among those that count."""
        cleaned: dict[str, Any] = super().clean() or {}
        framework, code = cleaned.get("framework"), cleaned.get("code", "")
        if framework is not None and code:
            rows = Requirement.objects.filter(version=framework.current, code__iexact=code)
            cleaned["requirement"] = rows.select_related("version__framework").first()
            if cleaned["requirement"] is None:
                self.add_error("code", _("The framework has no such requirement."))
        return cleaned
