"""From where on a signal warns."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from coe_portal.ui.forms import PayloadForm
from metrics.actions.radar import Limits

HIGHEST = 10_000


class ThresholdForm(PayloadForm[Limits]):
    payload_class = Limits

    watch = forms.FloatField(label=_("Watch from"), min_value=0, max_value=HIGHEST)
    present = forms.FloatField(label=_("Present from"), min_value=0, max_value=HIGHEST)
