"""Evidence for a condition."""

from __future__ import annotations

from dataclasses import dataclass

from django import forms
from django.core.files.base import File
from django.utils.translation import gettext_lazy as _

from coe_portal.ui.forms import PayloadForm


@dataclass(frozen=True)
class OfferedEvidence:
    """How the condition is met, with a file that shows it."""

    note: str
    file: File[bytes] | None = None


class EvidenceForm(PayloadForm[OfferedEvidence]):
    payload_class = OfferedEvidence

    note = forms.CharField(
        label=_("How the condition is met"),
        help_text=_("Somebody else checks it."),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=4000,
    )
    file = forms.FileField(label=_("Document"), required=False)
