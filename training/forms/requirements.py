"""Required courses as a form."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coe_portal.ui.forms import DateInput, DayField, PayloadForm
from training.actions.requirements import RequirementTerms
from training.logic.activities import declared_activities
from training.models.courses import Course


class RequirementForm(PayloadForm[RequirementTerms]):
    payload_class = RequirementTerms

    activity = forms.ChoiceField(label=_("Who want to"))
    course: forms.ModelChoiceField[Course] = forms.ModelChoiceField(
        label=_("Need a certificate of"), queryset=None
    )
    starts_on = DayField(
        label=_("From"),
        help_text=_("Give people time to take the course."),
        widget=DateInput,
    )
    grace_days = forms.IntegerField(
        label=_("Days of grace after a certificate lapses"), min_value=0, max_value=90, initial=0
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        activities = [(one.code, one.label) for one in declared_activities()]
        self.fields["activity"].choices = activities  # type: ignore[attr-defined]
        self.fields["course"].queryset = Course.objects.offered()  # type: ignore[attr-defined]
