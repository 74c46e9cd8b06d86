"""Forms of tracks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coe_portal.ui.forms import PayloadForm
from training.actions.tracks import TrackTerms
from training.choices import Audience
from training.models.courses import Course, Track


class TrackForm(PayloadForm[TrackTerms]):
    payload_class = TrackTerms

    title = forms.CharField(label=_("Title"), max_length=120)
    audience = forms.TypedChoiceField(label=_("For"), choices=Audience.choices, coerce=Audience)
    summary = forms.CharField(
        label=_("What for"),
        help_text=_("One or two sentences: they stand above the courses."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        required=False,
    )


@dataclass(frozen=True)
class Picked:
    """The course to put into a track."""

    course: Course


class PickCourseForm(PayloadForm[Picked]):
    """Courses that are offered or being written, and not in the track yet."""

    payload_class = Picked

    course: forms.ModelChoiceField[Course] = forms.ModelChoiceField(
        label=_("Course"), queryset=None, empty_label=_("Choose a course")
    )

    def __init__(self, *args: Any, track: Track, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fitting = Course.objects.filter(is_archived=False).exclude(places__track=track)
        self.fields["course"].queryset = fitting  # type: ignore[attr-defined]
