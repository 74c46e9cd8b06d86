"""The one question."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from coe_portal.ui.forms import ChoiceCards, PayloadForm
from metrics.actions.feedback import Rating

ANSWERS = (
    (5, _("5 – very good")),
    (4, _("4 – good")),
    (3, _("3 – all right")),
    (2, _("2 – poor")),
    (1, _("1 – very poor")),
)


class RatingForm(PayloadForm[Rating]):
    payload_class = Rating

    score = forms.TypedChoiceField(
        label=_("How was the way to this decision?"),
        choices=ANSWERS,
        coerce=int,
        widget=ChoiceCards,
    )
    comment = forms.CharField(
        label=_("What should be better?"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    is_anonymous = forms.BooleanField(
        label=_("Without my name"),
        required=False,
        help_text=_("Then the answer knows neither you nor the decision, only its path."),
    )
