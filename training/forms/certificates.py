"""What a holder shows, and why a certificate is revoked."""

from __future__ import annotations

from dataclasses import dataclass

from django import forms
from django.utils.translation import gettext_lazy as _

from coe_portal.ui.forms import PayloadForm
from training.actions.certification import Disclosure


class DisclosureForm(PayloadForm[Disclosure]):
    payload_class = Disclosure

    is_public = forms.BooleanField(
        label=_("Anybody with the link can verify it"),
        help_text=_("They see the course, your organization, and until when it holds."),
        required=False,
    )
    shows_name = forms.BooleanField(label=_("Show my name"), required=False)
    shows_result = forms.BooleanField(label=_("Show my result"), required=False)


@dataclass(frozen=True)
class Reason:
    """Why."""

    reason: str


class ReasonForm(PayloadForm[Reason]):
    payload_class = Reason

    reason = forms.CharField(
        label=_("Why"), widget=forms.Textarea(attrs={"rows": 3}), max_length=500
    )
