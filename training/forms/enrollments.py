"""Enrol people, and rules that do."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _, gettext_lazy

from coe_portal.accounts.groups import UNIT, declared_groups, members_of
from coe_portal.accounts.models import Membership
from coe_portal.tenancy.clock import today_here
from coe_portal.tenancy.models import BusinessUnit
from coe_portal.ui.forms import Choices, DateInput, DayField, PayloadForm
from training.actions.rules import RuleTerms
from training.models.courses import Course
from training.queries.people import colleagues_with_emails

MOST_LETTERS: Final = 100_000


@dataclass(frozen=True)
class Assignment:
    """Whom to enrol in what until when."""

    course: Course
    people: Sequence[Membership]
    due_on: dt.date | None


class AssignmentForm(PayloadForm[Assignment]):
    """For a manager their reports; for staff also addresses and a unit."""

    payload_class = Assignment

    course = forms.ModelChoiceField(label=gettext_lazy("Course"), queryset=Course.objects.offered())
    reports = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Your people"),
        queryset=Membership.objects.none(),
        widget=Choices,
        required=False,
    )
    emails = forms.CharField(
        label=gettext_lazy("E-mail addresses"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=MOST_LETTERS,
        required=False,
        help_text=gettext_lazy("One a line, or with commas between them."),
    )
    unit = forms.ModelChoiceField(
        label=gettext_lazy("Everybody in a business unit"),
        queryset=BusinessUnit.objects.all(),
        required=False,
        help_text=gettext_lazy("With all units below it."),
    )
    due_on = DayField(label=gettext_lazy("Due"), widget=DateInput, required=False)

    def __init__(self, *args: Any, manager: Membership, is_staff: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reports = Membership.objects.current().with_user().filter(manager=manager)
        if reports.exists():
            self.fields["reports"].queryset = reports.order_by("user__name", "pk")  # type: ignore[attr-defined]
        else:
            del self.fields["reports"]
        if not is_staff:
            del self.fields["emails"], self.fields["unit"]

    def clean_emails(self) -> list[Membership]:
        wanted = self.cleaned_data["emails"].replace(",", " ").replace(";", " ").split()
        found, missing = colleagues_with_emails(wanted)
        if missing:
            raise forms.ValidationError(
                _("Nobody in your organization has these addresses: %(names)s.")
                % {"names": ", ".join(missing[:10])}
            )
        return found

    def clean_due_on(self) -> dt.date | None:
        day: dt.date | None = self.cleaned_data["due_on"]
        if day is not None and day < today_here():
            raise forms.ValidationError(_("This day is in the past."))
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        unit = cleaned.get("unit")
        people = [
            *cleaned.get("reports", ()),
            *cleaned.get("emails", ()),
            *(members_of(UNIT.code, unit.code).with_user() if unit else ()),
        ]
        if not people and not self.errors:
            raise forms.ValidationError(_("Choose somebody."))
        return {**cleaned, "people": list({one.pk: one for one in people}.values())}


@dataclass(frozen=True)
class NewDueDate:
    """Until when, and why another day."""

    due_on: dt.date | None
    reason: str


class DueDateForm(PayloadForm[NewDueDate]):
    payload_class = NewDueDate

    due_on = DayField(
        label=gettext_lazy("Due"),
        widget=DateInput,
        required=False,
        help_text=gettext_lazy("Empty: no day any more."),
    )
    reason = forms.CharField(
        label=gettext_lazy("Why"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=500,
        help_text=gettext_lazy("The learner reads it."),
    )


def _groups() -> list[tuple[str, Any]]:
    """Groups without values as choices, the others as a heading with theirs."""
    choices: list[tuple[str, Any]] = []
    for group in declared_groups():
        if group.values is None:
            choices.append((f"{group.code}=", group.label))
        elif values := list(group.values()):
            options = [(f"{group.code}={value}", label) for value, label in values]
            choices.append((str(group.label), options))
    return choices


class RuleForm(PayloadForm[RuleTerms]):
    payload_class = RuleTerms

    who = forms.ChoiceField(label=gettext_lazy("Whom to enrol"), choices=_groups)
    course = forms.ModelChoiceField(label=gettext_lazy("Course"), queryset=Course.objects.offered())
    days_to_complete = forms.IntegerField(
        label=gettext_lazy("Days to complete"), min_value=1, max_value=730, initial=30
    )

    def payload(self) -> RuleTerms:
        group, _mark, value = self.cleaned_data["who"].partition("=")
        data = self.cleaned_data
        return RuleTerms(data["course"], group, value, data["days_to_complete"])
