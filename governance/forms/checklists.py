"""Items of the release checklist, and answers to them, as forms."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coe_portal.collaboration.models import Attachment
from coe_portal.ui.forms import ChoiceCards, Choices, PayloadForm
from governance.actions.checklists import ItemAnswer, ItemTerms
from governance.choices import ChecklistTopic, ItemChoice
from governance.forms.policies import Reason
from intake.choices import Gate, Tier

TIERS = [(tier.value, tier.label) for tier in (Tier.LOW, Tier.MEDIUM, Tier.HIGH)]


class ItemForm(PayloadForm[ItemTerms]):
    payload_class = ItemTerms

    text = forms.CharField(
        label=_("What has to be so"),
        help_text=_("One sentence that a team can say yes to."),
        max_length=300,
    )
    help = forms.CharField(label=_("What to show"), max_length=300, required=False)
    topic = forms.TypedChoiceField(
        label=_("Topic"), choices=ChecklistTopic.choices, coerce=ChecklistTopic
    )
    tiers = forms.MultipleChoiceField(label=_("Asked in tier"), choices=TIERS, widget=Choices)
    gates = forms.MultipleChoiceField(
        label=_("Asked at gate"), choices=Gate.choices, widget=Choices
    )


class AnswerForm(PayloadForm[ItemAnswer]):
    """One item; a list has many of them on one page, each with its key as prefix."""

    payload_class = ItemAnswer

    choice = forms.ChoiceField(
        label=_("Answer"), choices=ItemChoice.choices, widget=ChoiceCards, required=False
    )
    note = forms.CharField(
        label=_("Note or reason"),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=4000,
        required=False,
    )
    evidence = forms.TypedChoiceField(label=_("File"), coerce=int, empty_value=None, required=False)
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)

    def __init__(self, *args: Any, files: Sequence[Attachment], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        shown = [("", _("No file")), *((file.pk, file.name) for file in files)]
        self.fields["evidence"].choices = shown  # type: ignore[attr-defined]

    def clean_revision(self) -> int:
        return self.cleaned_data["revision"] or 0


class ReturnForm(PayloadForm[Reason]):
    payload_class = Reason

    reason = forms.CharField(
        label=_("What is missing"), widget=forms.Textarea(attrs={"rows": 4}), max_length=2000
    )
