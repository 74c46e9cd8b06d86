"""Evidence for a condition."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from coe_portal.ui.forms import PayloadForm
from governance.actions.conditions import OfferedEvidence


class EvidenceForm(PayloadForm[OfferedEvidence]):
    payload_class = OfferedEvidence

    note = forms.CharField(
        label=_("How the condition is met"),
        help_text=_("Somebody else checks it."),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=4000,
    )
    file = forms.FileField(
        label=_("Document"),
        help_text=_("Kept with the use case. One that was offered before stays."),
        required=False,
    )
