"""A certificate of another provider, as a form."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from coe_portal.ui.forms import DateInput, DayField, PayloadForm
from training.actions.proofs import ProofTerms
from training.models.courses import Course


class ProofForm(PayloadForm[ProofTerms]):
    payload_class = ProofTerms

    course = forms.ModelChoiceField(
        label=_("Course that it stands for"), queryset=Course.objects.offered()
    )
    title = forms.CharField(label=_("What the certificate says"), max_length=200)
    provider = forms.CharField(label=_("Who issued it"), max_length=120)
    issued_on = DayField(label=_("Issued on"), widget=DateInput)
    expires_on = DayField(
        label=_("Valid until"),
        widget=DateInput,
        required=False,
        help_text=_("Empty: it says no end."),
    )
    file = forms.FileField(label=_("Certificate as a file"), required=False)
    link = forms.URLField(
        label=_("Link to it"),
        max_length=500,
        required=False,
        assume_scheme="https",
        help_text=_("A page of its issuer that shows it. A file or a link is needed."),
    )
