"""Writing prompts, as forms."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from coe_portal.ui.forms import ChoiceCards, PayloadForm
from registry.actions.prompts import NewPrompt, Wording
from registry.choices import PromptType
from registry.forms.models import PersonField, WithPeople, text_area
from registry.logic.names import MOST_NAME
from registry.logic.prompts import MOST_LETTERS


class WordingForm(PayloadForm[Wording]):
    payload_class: type[Wording] = Wording

    kind = forms.TypedChoiceField(
        label=_("Kind"), choices=PromptType.choices, coerce=PromptType, widget=ChoiceCards
    )
    text = forms.CharField(
        label=_("Text"),
        max_length=MOST_LETTERS,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 16, "class": "code", "spellcheck": "false"}),
        help_text=_(
            "What is filled in stands in double braces: {{ question }}. A chat is a JSON list of "
            "messages, each with role and content."
        ),
    )
    note = forms.CharField(label=_("What changes, and why"), max_length=1000, required=False)
    based_on = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)

    def clean_based_on(self) -> int:
        """No number means that there was no version."""
        return self.cleaned_data["based_on"] or 0


class NewPromptForm(WithPeople, WordingForm):
    payload_class = NewPrompt

    name = forms.CharField(
        label=_("Name"),
        max_length=MOST_NAME,
        help_text=_("Clients load it by this name: letters, digits, - _ and . only."),
    )
    owner = PersonField(label=_("Owner"), help_text=_("Answers for what it makes systems say."))
    description = text_area(_("What it is for"), most=10_000, required=False)
    use_case = forms.CharField(
        label=_("Use case"),
        max_length=40,
        required=False,
        help_text=_("Its reference, such as UC-42. Its tier says what production asks for."),
    )
    field_order = ("name", "owner", "description", "use_case")
