"""Sessions as forms."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.models import Membership
from coe_portal.errors import InvalidInput
from coe_portal.ui.forms import MomentField, MomentInput, PayloadForm
from training.actions.sessions import SessionTerms
from training.choices import SessionKind
from training.models.courses import Course
from training.queries.people import colleague_with_email

MOST_SEATS = 100_000


class SessionForm(PayloadForm[SessionTerms]):
    payload_class = SessionTerms

    kind = forms.TypedChoiceField(label=_("Kind"), choices=SessionKind.choices, coerce=SessionKind)
    title = forms.CharField(label=_("Title"), max_length=160)
    description = forms.CharField(
        label=_("What happens"),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=5000,
        required=False,
        help_text=_("Markdown."),
    )
    starts_at = MomentField(label=_("From"), widget=MomentInput)
    ends_at = MomentField(label=_("Until"), widget=MomentInput)
    place = forms.CharField(label=_("Place"), max_length=200, required=False)
    link = forms.URLField(
        label=_("Link to join"), max_length=500, required=False, assume_scheme="https"
    )
    seats = forms.IntegerField(
        label=_("Seats"),
        min_value=1,
        max_value=MOST_SEATS,
        required=False,
        help_text=_("Empty: as many as come."),
    )
    course = forms.ModelChoiceField(
        label=_("Course"),
        queryset=Course.objects.offered(),
        required=False,
        help_text=_("Attending completes it for its learners, if it has no quiz."),
    )
    host = forms.EmailField(label=_("Host"), help_text=_("E-mail of the member who runs it."))

    def clean_host(self) -> Membership:
        try:
            return colleague_with_email(self.cleaned_data["host"])
        except InvalidInput as error:
            raise forms.ValidationError(str(error)) from error

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        start, end = cleaned.get("starts_at"), cleaned.get("ends_at")
        if start and end and end <= start:
            self.add_error("ends_at", _("It ends after it begins."))
        return cleaned


@dataclass(frozen=True)
class Reason:
    """Why something is done."""

    reason: str


class CancelSessionForm(PayloadForm[Reason]):
    payload_class = Reason

    reason = forms.CharField(
        label=_("Why"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Everybody who would have come reads it."),
    )


@dataclass(frozen=True)
class Present:
    """The bookings of those who came."""

    present: frozenset[int]


class AttendanceForm(PayloadForm[Present]):
    payload_class = Present

    present = forms.TypedMultipleChoiceField(label=_("Was there"), coerce=int, required=False)

    def __init__(self, *args: Any, bookings: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["present"].choices = [(pk, pk) for pk in bookings]  # type: ignore[attr-defined]

    def payload(self) -> Present:
        return Present(frozenset(self.cleaned_data["present"]))
