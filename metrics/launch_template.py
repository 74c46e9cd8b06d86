"""The first 90 days of a CoE, as the guides tell them: what to do, and by which day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from metrics.choices import LaunchPhase


@dataclass(frozen=True)
class TemplateStep:
    """One thing to do, due on this day of the plan."""

    phase: LaunchPhase
    day: int
    title: str | Promise


_FOUND, _BUILD, _PROVE = LaunchPhase.FOUND, LaunchPhase.BUILD, LaunchPhase.PROVE
TEMPLATE: Final = (
    TemplateStep(_FOUND, 7, _("Name the executive sponsor and the lead of the CoE")),
    TemplateStep(_FOUND, 15, _("Agree on the charter: scope, operating model, signs of success")),
    TemplateStep(_FOUND, 20, _("Choose the operating model and who decides what")),
    TemplateStep(_FOUND, 25, _("Publish first policies: acceptable use, data, retention, vendors")),
    TemplateStep(_FOUND, 28, _("Open a first intake and find three to five candidates")),
    TemplateStep(_FOUND, 30, _("Choose the numbers of success and how often they are looked at")),
    TemplateStep(_BUILD, 35, _("Put intake to work: every idea comes in by the same door")),
    TemplateStep(_BUILD, 42, _("Describe one reference architecture")),
    TemplateStep(_BUILD, 48, _("Set the standards of evaluation and release")),
    TemplateStep(_BUILD, 52, _("Say what is monitored after release, and by whom")),
    TemplateStep(_BUILD, 56, _("Switch on logging and access control")),
    TemplateStep(_BUILD, 60, _("Build one or two first products, each tied to an outcome")),
    TemplateStep(_PROVE, 66, _("Begin training and office hours, and give builders a playbook")),
    TemplateStep(_PROVE, 70, _("Hold the first reviews of risk, models, vendors and portfolio")),
    TemplateStep(_PROVE, 76, _("Practise the response to an incident, and harden monitoring")),
    TemplateStep(_PROVE, 80, _("Publish the catalogue of services")),
    TemplateStep(_PROVE, 85, _("Share the first reusable parts")),
    TemplateStep(_PROVE, 90, _("Prove the benefit of one use case in use, and plan the next ten")),
)  # fmt: skip


def phase_of(day: int) -> LaunchPhase:
    """The phase of a day of the plan; what comes after day 90 belongs to the last one."""
    last_of_found, last_of_build = 30, 60
    if day <= last_of_found:
        return LaunchPhase.FOUND
    return LaunchPhase.BUILD if day <= last_of_build else LaunchPhase.PROVE
