"""The one question."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coe_portal.ui.forms import ChoiceCards, PayloadForm
from metrics.actions.feedback import Rating
from metrics.choices import FeedbackKind

ANSWERS = (
    (5, _("5 – very good")),
    (4, _("4 – good")),
    (3, _("3 – all right")),
    (2, _("2 – poor")),
    (1, _("1 – very poor")),
)


QUESTIONS = {
    FeedbackKind.DECISION: _("How was the way to this decision?"),
    FeedbackKind.PROMOTION: _("How was the way of this version to production?"),
    FeedbackKind.SESSION: _("How was this session?"),
    FeedbackKind.QUESTION: _("How well was your question answered?"),
}


class RatingForm(PayloadForm[Rating]):
    payload_class = Rating

    score = forms.TypedChoiceField(choices=ANSWERS, coerce=int, widget=ChoiceCards)
    comment = forms.CharField(
        label=_("What should be better?"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    is_anonymous = forms.BooleanField(
        label=_("Without my name"),
        required=False,
        help_text=_("Then the answer knows neither you nor what it is about, only of which kind."),
    )

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["score"].label = QUESTIONS[FeedbackKind(kind)]
