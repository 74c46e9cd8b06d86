"""Audits, their plan, their lines and findings as forms."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.roles import Role
from coe_portal.ui.forms import ChoiceCards, DateInput, DayField, PayloadForm
from governance.actions.audit_fieldwork import LONGEST_NOTE, Observed
from governance.actions.audit_findings import FindingTerms, NewFinding
from governance.actions.audit_planning import AuditTerms, NewAudit, PlanTerms
from governance.choices import FindingSeverity, ItemResult
from governance.forms.risks import PersonField, WithPeople, text_area

MOST_MONTHS = 60
MOST_DAYS = 365


def months(label: Any) -> forms.IntegerField:
    """An interval in months."""
    return forms.IntegerField(label=label, min_value=1, max_value=MOST_MONTHS)


def days(label: Any) -> forms.IntegerField:
    """A time to answer in days."""
    return forms.IntegerField(label=label, min_value=1, max_value=MOST_DAYS)


class PlanForm(PayloadForm[PlanTerms]):
    payload_class = PlanTerms

    high_months = months(_("Months between audits, high tier"))
    other_months = months(_("Months between audits, other tiers"))
    after_change = forms.BooleanField(
        label=_("Audit what is live after a material change"), required=False
    )
    critical_days = days(_("Days to answer a critical finding"))
    major_days = days(_("Days to answer a major finding"))
    minor_days = days(_("Days to answer a minor finding"))
    passes_to_step_back = forms.IntegerField(
        label=_("Samples that pass in a row until the rate goes one step back"),
        min_value=1,
        max_value=100,
    )


class WithAuditors(WithPeople):
    """Leaves out of `auditor` who only reads."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["auditor"]
        field.queryset = field.queryset.exclude(roles__contains=[Role.AUDITOR.value])


class AuditForm(WithAuditors, PayloadForm[AuditTerms]):
    payload_class: type[AuditTerms] = AuditTerms

    auditor = PersonField(
        label=_("Auditor"),
        required=False,
        help_text=_("Somebody who has no part in the use case."),
    )
    due_on = DayField(label=_("Due"), widget=DateInput)


class NewAuditForm(AuditForm):
    payload_class = NewAudit

    about = forms.CharField(
        label=_("Use case"), max_length=40, help_text=_("Its reference, such as UC-42.")
    )
    reason = text_area(_("Why"))
    field_order = ["about", "reason"]


class LineForm(PayloadForm[Observed]):
    payload_class = Observed

    result = forms.ChoiceField(
        label=_("Result"), choices=ItemResult.choices, required=False, widget=ChoiceCards
    )
    note = forms.CharField(
        label=_("Note"),
        widget=forms.Textarea(attrs={"rows": 2}),
        required=False,
        max_length=LONGEST_NOTE,
    )


class FindingForm(WithPeople, PayloadForm[NewFinding]):
    payload_class = NewFinding

    title = forms.CharField(label=_("Title"), max_length=200)
    description = text_area(_("What is wrong"), most=4000)
    severity = forms.TypedChoiceField(
        label=_("Severity"),
        choices=FindingSeverity.choices,
        coerce=FindingSeverity,
        widget=ChoiceCards,
    )
    owner = PersonField(label=_("Owner"), help_text=_("Answers for it, and is told."))
    due_on = DayField(
        label=_("Due"),
        widget=DateInput,
        required=False,
        help_text=_("Empty: by severity, as the audit plan says."),
    )


class FindingTermsForm(WithPeople, PayloadForm[FindingTerms]):
    payload_class = FindingTerms

    owner = PersonField(label=_("Owner"))
    due_on = DayField(label=_("Due"), widget=DateInput)
    reason = text_area(_("Why"))


@dataclass(frozen=True)
class Said:
    text: str


class ConclusionForm(PayloadForm[Said]):
    payload_class = Said

    text = text_area(_("Conclusion"), most=8000)


class AnswerForm(PayloadForm[Said]):
    payload_class = Said

    text = text_area(_("What was done"), most=4000)


class CheckedForm(PayloadForm[Said]):
    payload_class = Said

    text = text_area(_("What you checked"), most=4000)
