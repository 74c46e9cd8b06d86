"""A question to the team, and the team's answer."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coe_portal.ui.forms import PayloadForm
from governance.actions.questions import Answering, Asking
from intake.queries.outcomes import AnsweredSection


class AskForm(PayloadForm[Asking]):
    payload_class = Asking

    text = forms.CharField(
        label=_("Question"),
        help_text=_("The team answers in writing; everybody who sees the review reads both."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
    )
    about = forms.ChoiceField(
        label=_("About the answer to"),
        required=False,
        help_text=_("Leave it empty when the question is about the whole case."),
    )

    def __init__(self, *args: Any, sections: list[AnsweredSection], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups = [
            (section.title, [(one.key, one.label) for one in section.questions])
            for section in sections
        ]
        self.fields["about"].choices = [("", _("The whole case")), *groups]  # type: ignore[attr-defined]


class AnswerForm(PayloadForm[Answering]):
    payload_class = Answering

    answer = forms.CharField(
        label=_("Answer"),
        help_text=_("The answers of the assessment stay as they are; change them in a new one."),
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=4000,
    )
