"""Levels, skills, job roles and rounds as forms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coe_portal.tenancy.models import BusinessUnit
from coe_portal.ui.forms import PayloadForm
from training.actions.rounds import RoundPlan
from training.actions.skill_catalogue import Named, RoleTargets, SkillFacts
from training.choices import RoundPhase, SkillLevel
from training.models.courses import Track
from training.models.skills import JobRole, Skill, SkillArea, SkillRound

NO_LEVEL = ("", _("Not stated"))


def level_choices() -> list[tuple[int, str]]:
    """`0 None` to `4 Expert`, in the reader's language."""
    return [(level.value, f"{level.value} {level.label}") for level in SkillLevel]


@dataclass(frozen=True)
class GivenLevel:
    """A level, or None to take it back."""

    level: int | None


class LevelForm(PayloadForm[GivenLevel]):
    payload_class = GivenLevel

    level = forms.TypedChoiceField(
        label=_("Level"),
        choices=lambda: [NO_LEVEL, *level_choices()],
        coerce=int,
        empty_value=None,
        required=False,
    )


class NameForm(PayloadForm[Named]):
    payload_class = Named

    name = forms.CharField(label=_("Name"), max_length=120)


class SkillForm(PayloadForm[SkillFacts]):
    payload_class = SkillFacts

    name = forms.CharField(label=_("Name"), max_length=120)
    area = forms.ModelChoiceField(label=_("Area"), queryset=SkillArea.objects.all())
    description = forms.CharField(
        label=_("What it means"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        required=False,
    )


class RoleForm(PayloadForm[RoleTargets]):
    """A job role: its name, and a level for each skill that it asks for."""

    payload_class = RoleTargets

    name = forms.CharField(label=_("Name"), max_length=120)

    def __init__(self, *args: Any, skills: Sequence[Skill], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.skills = skills
        for skill in skills:
            self.fields[f"skill-{skill.pk}"] = forms.TypedChoiceField(
                label=skill.name,
                choices=[("", _("Not asked for")), *level_choices()[1:]],
                coerce=int,
                empty_value=None,
                required=False,
            )

    def by_area(self) -> list[tuple[SkillArea, list[forms.BoundField]]]:
        """The fields of the skills under their areas."""
        return [
            (area, [self[f"skill-{skill.pk}"] for skill in skills])
            for area, skills in groupby(self.skills, key=lambda skill: skill.area)
        ]

    def payload(self) -> RoleTargets:
        data = self.cleaned_data
        targets = {skill.pk: data.get(f"skill-{skill.pk}") for skill in self.skills}
        return RoleTargets(data["name"], {pk: level for pk, level in targets.items() if level})


@dataclass(frozen=True)
class Somebody:
    """A member, by e-mail: no list is long enough for a large organization."""

    email: str


class PersonForm(PayloadForm[Somebody]):
    payload_class = Somebody

    email = forms.EmailField(label=_("E-mail of the member"))


class RoundForm(PayloadForm[RoundPlan]):
    payload_class = RoundPlan

    title = forms.CharField(
        label=_("Title"), max_length=160, help_text=_("Such as “Before the literacy programme”.")
    )
    phase = forms.TypedChoiceField(label=_("When"), choices=RoundPhase.choices, coerce=RoundPhase)
    area = forms.ModelChoiceField(
        label=_("Area"),
        queryset=SkillArea.objects.all(),
        required=False,
        empty_label=_("All areas"),
    )
    unit = forms.ModelChoiceField(
        label=_("Only this business unit"),
        help_text=_("With all units below it."),
        queryset=BusinessUnit.objects.all(),
        required=False,
    )
    role = forms.ModelChoiceField(
        label=_("Only this job role"), queryset=JobRole.objects.all(), required=False
    )
    track = forms.ModelChoiceField(
        label=_("Only learners of this track"), queryset=Track.objects.all(), required=False
    )
    baseline = forms.ModelChoiceField(
        label=_("Compared with"),
        help_text=_("The round before the programme; only those it asked are asked again."),
        queryset=SkillRound.objects.filter(closed_at__isnull=False),
        required=False,
    )
