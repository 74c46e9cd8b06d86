"""What each pattern looks like, and what helps."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from metrics.choices import Pattern


@dataclass(frozen=True)
class Wording:
    """A pattern in words."""

    symptom: str | Promise
    fix: str | Promise
    icon: str


WORDING: dict[Pattern, Wording] = {
    Pattern.IVORY_TOWER: Wording(
        _("The CoE works far from the problems of the business."),
        _("Put people of the CoE into product teams, and tie its goals to their outcomes."),
        "castle",
    ),
    Pattern.BOTTLENECK: Wording(
        _("Everything queues at the CoE."),
        _("Let low risk go by self-service, and give medium risk a light path in the units."),
        "hourglass",
    ),
    Pattern.SCIENCE_PROJECTS: Wording(
        _("Many trials begin, few are ever used."),
        _("Measure deployments, ask for a sponsor before a trial, and end the dead ones."),
        "flask-conical",
    ),
    Pattern.STANDARDS_POLICE: Wording(
        _("Rules are enforced, but nobody is helped to keep them."),
        _("Act as a service: office hours, templates, and a way to comply that is easy."),
        "siren",
    ),
    Pattern.TALENT_HOARDER: Wording(
        _("All skill sits in the CoE."),
        _("Rotate people, name champions, and help the units to hire and to learn."),
        "users",
    ),
    Pattern.SHADOW_AI: Wording(
        _("Teams go around the CoE."),
        _("Make the way through the CoE shorter than the way around, and forgive the past."),
        "eye-off",
    ),
}
