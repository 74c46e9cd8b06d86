"""Step 0: four facts, and why it is not the same as what is there."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coe_portal.ui.forms import PayloadForm
from intake.actions.registration import MAX_SUMMARY, MAX_TITLE, Particulars, Registration


class FactsForm(forms.Form):
    """Title, purpose, users and owner of a use case."""

    title = forms.CharField(
        label=_("What do you call it?"),
        help_text=_("A few words that colleagues recognise, such as “Claims triage assistant”."),
        max_length=MAX_TITLE,
        error_messages={"required": _("Give it a title that colleagues recognise.")},
    )
    summary = forms.CharField(
        label=_("What should it do?"),
        help_text=_("One or two sentences: the task, what goes in and what comes out."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=MAX_SUMMARY,
        error_messages={"required": _("Say in a sentence or two what it should do.")},
    )
    intended_users = forms.CharField(
        label=_("Who will use it?"),
        help_text=_("The role or team, such as “40 claims handlers in Leeds”."),
        max_length=500,
        error_messages={"required": _("Say who will use it.")},
    )
    owner_id = forms.TypedChoiceField(
        label=_("Who owns it?"),
        help_text=_("The person who answers for the result. You can change this later."),
        coerce=int,
        error_messages={"required": _("Say who owns it.")},
    )

    def __init__(self, *args: Any, people: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner_id"].choices = [("", _("Choose a person")), *people]  # type: ignore[attr-defined]


class RegistrationForm(FactsForm, PayloadForm[Registration]):
    """A new use case."""

    payload_class = Registration
    justification = forms.CharField(required=False, max_length=1000)


class ParticularsForm(FactsForm, PayloadForm[Particulars]):
    """The same facts, later."""

    payload_class = Particulars
