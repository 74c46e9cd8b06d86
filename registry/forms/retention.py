"""How long observations are kept, as a form."""

from __future__ import annotations

from dataclasses import dataclass

from django import forms
from django.utils.translation import gettext_lazy as _

from coe_portal.ui.forms import PayloadForm
from registry.models.retention import FEWEST_MONTHS, MOST_MONTHS


@dataclass(frozen=True)
class Kept:
    months: int | None


class RetentionForm(PayloadForm[Kept]):
    payload_class = Kept

    months = forms.IntegerField(
        label=_("Months"),
        min_value=FEWEST_MONTHS,
        max_value=MOST_MONTHS,
        required=False,
        help_text=_("Leave it empty to keep them for good. Monitors look back up to half a year."),
    )
