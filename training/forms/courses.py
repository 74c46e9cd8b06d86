"""Forms of course authors."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _, gettext_lazy

from coe_portal.ui.forms import ChoiceCards, Choices, PayloadForm
from training.actions.authoring import CourseTerms, LessonTerms, QuestionTerms, QuizTerms
from training.choices import Audience, QuestionKind
from training.logic.quizzes import MOST_OPTIONS, Option
from training.models.courses import Course


class CourseForm(PayloadForm[CourseTerms]):
    payload_class = CourseTerms

    title = forms.CharField(label=gettext_lazy("Title"), max_length=160)
    audience = forms.TypedChoiceField(
        label=gettext_lazy("For"), choices=Audience.choices, coerce=Audience
    )
    valid_months = forms.IntegerField(
        label=gettext_lazy("Months a certificate holds"),
        help_text=gettext_lazy("Empty: it never lapses. 6 or 12 months are usual."),
        min_value=1,
        max_value=60,
        required=False,
    )
    counts_as_literacy = forms.BooleanField(
        label=gettext_lazy("Counts as AI literacy"),
        help_text=gettext_lazy("Its certificates are the evidence for Article 4 of the EU AI Act."),
        required=False,
    )


@dataclass(frozen=True)
class Needed:
    """The courses that come first."""

    courses: Collection[Course]


class PrerequisitesForm(PayloadForm[Needed]):
    payload_class = Needed

    courses: forms.ModelMultipleChoiceField[Course] = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Courses"), queryset=None, widget=Choices, required=False
    )

    def __init__(self, *args: Any, course: Course, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = Course.objects.exclude(pk=course.pk)
        self.fields["courses"].queryset = others  # type: ignore[attr-defined]


class RevisionForm(forms.Form):
    """Carries the revision of the draft that the author has read."""

    revision = forms.IntegerField(widget=forms.HiddenInput)

    def payload(self) -> Any:
        """The revision."""
        return self.cleaned_data["revision"]


@dataclass(frozen=True)
class Revised:
    """What to write, and onto which revision of the draft."""

    terms: Any
    revision: int


@dataclass(frozen=True)
class Summary:
    """What one learns."""

    summary: str = ""


class SummaryForm(RevisionForm, PayloadForm[Any]):
    payload_class = Summary

    summary = forms.CharField(
        label=gettext_lazy("What one learns"),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=2000,
        required=False,
    )

    def payload(self) -> Revised:
        return Revised(PayloadForm.payload(self), self.cleaned_data["revision"])


class LessonForm(RevisionForm, PayloadForm[Any]):
    payload_class = LessonTerms

    title = forms.CharField(label=gettext_lazy("Title"), max_length=160)
    body = forms.CharField(
        label=gettext_lazy("Text"),
        help_text=gettext_lazy(
            "Markdown: # heading, **bold**, - list, [link](https://…), ![text](picture:name)."
        ),
        widget=forms.Textarea(attrs={"rows": 22}),
        max_length=60_000,
        required=False,
    )
    minutes = forms.IntegerField(label=gettext_lazy("Minutes"), min_value=1, max_value=600)
    video_url = forms.URLField(
        label=gettext_lazy("Video"),
        help_text=gettext_lazy("Shown as a link, never embedded."),
        max_length=500,
        required=False,
        assume_scheme="https",
    )

    def payload(self) -> Revised:
        return Revised(PayloadForm.payload(self), self.cleaned_data["revision"])


class QuizForm(RevisionForm, PayloadForm[Any]):
    payload_class = QuizTerms

    pass_percent = forms.IntegerField(
        label=gettext_lazy("Pass mark in %"), min_value=1, max_value=100
    )
    attempts_allowed = forms.IntegerField(label=gettext_lazy("Attempts"), min_value=1, max_value=20)
    minutes_allowed = forms.IntegerField(
        label=gettext_lazy("Minutes"),
        help_text=gettext_lazy("Empty: no limit. The server keeps the time."),
        min_value=1,
        max_value=600,
        required=False,
    )
    is_shuffled = forms.BooleanField(
        label=gettext_lazy("Shuffle questions and answers"), required=False
    )
    draws = forms.CharField(
        label=gettext_lazy("Drawn from pools"),
        help_text=gettext_lazy(
            "One a line: name of the pool = how many. A pool that is not named is asked whole."
        ),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        required=False,
    )

    def clean_draws(self) -> dict[str, int]:
        draws = {}
        for line in filter(str.strip, self.cleaned_data["draws"].splitlines()):
            pool, _equals, count = line.rpartition("=")
            if not pool.strip() or not count.strip().isdecimal():
                raise forms.ValidationError(
                    _("“%(line)s” is not “pool = number”.") % {"line": line.strip()}
                )
            draws[pool.strip()] = int(count)
        return draws

    def payload(self) -> Revised:
        return Revised(PayloadForm.payload(self), self.cleaned_data["revision"])


class QuestionForm(RevisionForm, PayloadForm[Any]):
    """A question with up to ten answers; empty ones are left out."""

    payload_class = QuestionTerms

    kind = forms.TypedChoiceField(
        label=gettext_lazy("Kind"),
        choices=QuestionKind.choices,
        coerce=QuestionKind,
        widget=ChoiceCards,
    )
    text = forms.CharField(
        label=gettext_lazy("Question"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2000
    )
    explanation = forms.CharField(
        label=gettext_lazy("Explanation, shown after the end"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        required=False,
    )
    pool = forms.CharField(label=gettext_lazy("Pool"), max_length=60, required=False)
    options = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, given: tuple[Option, ...] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.given = given
        for place in range(MOST_OPTIONS):
            self._add_option(place, given[place] if place < len(given) else None)

    def _add_option(self, place: int, option: Option | None) -> None:
        label = _("Answer %(number)d") % {"number": place + 1}
        self.fields[f"option_{place}"] = forms.CharField(
            label=label, max_length=500, required=False, initial=option.text if option else ""
        )
        self.fields[f"right_{place}"] = forms.BooleanField(
            label=_("%(answer)s is right") % {"answer": label},
            required=False,
            initial=option.right if option else False,
        )

    def option_rows(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """Text and mark of each answer, for the template."""
        return [(self[f"option_{one}"], self[f"right_{one}"]) for one in range(MOST_OPTIONS)]

    def payload(self) -> Revised:
        data = self.cleaned_data
        terms = QuestionTerms(
            kind=data["kind"],
            text=data["text"],
            options=tuple(
                Option(self._id(place), data[f"option_{place}"], data[f"right_{place}"])
                for place in range(MOST_OPTIONS)
                if data[f"option_{place}"]
            ),
            explanation=data["explanation"],
            pool=data["pool"],
        )
        return Revised(terms, data["revision"])

    def _id(self, place: int) -> str:
        """An answer that stays in its place keeps its id through the versions."""
        return self.given[place].id if place < len(self.given) else ""


@dataclass(frozen=True)
class Publishing:
    """What is new, and the revision that is published."""

    changes: str
    revision: int


class PublishForm(RevisionForm, PayloadForm[Publishing]):
    payload_class = Publishing

    changes = forms.CharField(
        label=gettext_lazy("What is new"),
        help_text=gettext_lazy("Learners of an older version read this."),
        max_length=500,
        required=False,
    )

    def payload(self) -> Publishing:
        return PayloadForm.payload(self)
