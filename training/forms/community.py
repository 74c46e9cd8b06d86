"""Articles, questions, answers and champions as forms."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django import forms
from django.utils.translation import gettext_lazy as _

from coe_portal.tenancy.models import BusinessUnit
from coe_portal.ui.forms import DateInput, DayField, PayloadForm
from training.actions.articles import ArticleText
from training.actions.community import Asking


class ArticleForm(PayloadForm[ArticleText]):
    payload_class = ArticleText

    title = forms.CharField(label=_("Title"), max_length=200)
    body = forms.CharField(
        label=_("Text"),
        help_text=_("Markdown: ### for a heading, **bold**, - for a list, [text](address)."),
        widget=forms.Textarea(attrs={"rows": 18}),
        max_length=60_000,
    )
    tags = forms.CharField(
        label=_("Tags"), help_text=_("Separated by commas."), max_length=400, required=False
    )
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def clean_tags(self) -> tuple[str, ...]:
        return tuple(self.cleaned_data["tags"].split(","))

    def clean_revision(self) -> int:
        return self.cleaned_data["revision"] or 0


class QuestionForm(PayloadForm[Asking]):
    payload_class = Asking

    title = forms.CharField(
        label=_("Question"), max_length=200, help_text=_("One sentence that ends with “?”.")
    )
    body = forms.CharField(
        label=_("Details"),
        help_text=_("What you want to do, what you tried. Markdown works."),
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=5000,
        required=False,
    )


@dataclass(frozen=True)
class AnswerText:
    """An answer in Markdown."""

    body: str


class AnswerForm(PayloadForm[AnswerText]):
    payload_class = AnswerText

    body = forms.CharField(
        label=_("Your answer"),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=10_000,
    )


@dataclass(frozen=True)
class ChampionTerm:
    """Who, where and how long; the member by e-mail."""

    unit: BusinessUnit
    email: str
    starts_on: dt.date
    ends_on: dt.date | None = None


class ChampionForm(PayloadForm[ChampionTerm]):
    payload_class = ChampionTerm

    unit = forms.ModelChoiceField(label=_("Business unit"), queryset=BusinessUnit.objects.all())
    email = forms.EmailField(label=_("E-mail of the member"))
    starts_on = DayField(label=_("From"), widget=DateInput)
    ends_on = DayField(label=_("Until"), widget=DateInput, required=False)


@dataclass(frozen=True)
class LastDay:
    """When a term ends."""

    ends_on: dt.date


class LastDayForm(PayloadForm[LastDay]):
    payload_class = LastDay

    ends_on = DayField(label=_("Last day"), widget=DateInput)
