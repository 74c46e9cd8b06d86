"""Asking for a waiver, and deciding it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coe_portal.ui.forms import DateInput, DayField, PayloadForm
from governance.actions.waivers import Acceptance, WaiverTerms
from governance.queries.waivers import ControlChoice
from intake.choices import Gate


def words(label: Any, help_text: Any = "") -> forms.CharField:
    """A text that must say something."""
    return forms.CharField(
        label=label,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=4000,
    )


def _offered(controls: Sequence[ControlChoice]) -> list[Any]:
    """Controls with their gates, then policies."""
    at_gates = [(one.code, f"{one.title} ({Gate(one.gate).label})") for one in controls if one.gate]
    policies = [(one.code, one.title) for one in controls if not one.gate]
    groups = [(_("Controls"), at_gates), (_("Policies"), policies)]
    return [("", "---------"), *(group for group in groups if group[1])]


class WaiverForm(PayloadForm[WaiverTerms]):
    payload_class = WaiverTerms

    control = forms.ChoiceField(label=_("Control or policy"))
    reason = words(_("Why it cannot be in place"))
    measures = words(_("What stands in for it"), _("Compensating measures until then."))
    expires_on = DayField(label=_("Until"), widget=DateInput)

    def __init__(
        self, *args: Any, controls: Sequence[ControlChoice], days: int, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["control"].choices = _offered(controls)  # type: ignore[attr-defined]
        self.fields["expires_on"].help_text = _("At most %(days)d days from now.") % {"days": days}


class AcceptanceForm(PayloadForm[Acceptance]):
    payload_class = Acceptance

    note = words(_("Why the risk can be lived with"))
    expires_on = DayField(
        label=_("Until"), help_text=_("It may be sooner than what was asked for."), widget=DateInput
    )


@dataclass(frozen=True)
class Word:
    note: str


class WordForm(PayloadForm[Word]):
    payload_class = Word

    note = words(_("Why"))


class InPlaceForm(PayloadForm[Word]):
    payload_class = Word

    note = words(_("What you saw"), _("Where the control can be seen at work."))
