"""Reusable assets, and their use, as forms."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coe_portal.ui.forms import ChoiceCards, DateInput, DayField, PayloadForm
from registry.actions.assets import AssetTerms, Ending, ReuseTerms
from registry.choices import AssetKind
from registry.forms.models import PersonField, WithPeople, text_area
from registry.models.assets import Asset


class AssetForm(WithPeople, PayloadForm[AssetTerms]):
    payload_class = AssetTerms

    name = forms.CharField(label=_("Name"), max_length=Asset.MAX_NAME)
    kind = forms.TypedChoiceField(
        label=_("Kind"), choices=AssetKind.choices, coerce=AssetKind, widget=ChoiceCards
    )
    description = text_area(
        _("Description"), 4, most=10_000, required=False, help_text=_("What it does, and for whom.")
    )
    usage = text_area(
        _("How to use it"),
        5,
        most=10_000,
        required=False,
        help_text=_("What one needs, the first steps, an example. Markdown works."),
    )
    owner = PersonField(label=_("Owner"), help_text=_("Answers questions of those who use it."))
    version = forms.CharField(label=_("Version"), max_length=60, required=False)
    url = forms.URLField(
        label=_("Address"),
        max_length=1000,
        required=False,
        assume_scheme="https",
        help_text=_("The repository, package or page where it is."),
    )
    licence = forms.CharField(
        label=_("Licence"),
        max_length=200,
        required=False,
        help_text=_("Its SPDX id, such as Apache-2.0, or “for our use only”."),
    )
    review_on = DayField(label=_("Next review"), widget=DateInput, required=False)


class DeprecateForm(PayloadForm[Ending]):
    payload_class = Ending

    reason = text_area(_("Why"))
    successor = forms.ModelChoiceField(
        label=_("Use this instead"), queryset=Asset.objects.none(), required=False
    )

    def __init__(self, *args: Any, asset: Asset, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = Asset.objects.published().exclude(pk=asset.pk).order_by("name", "pk")
        self.fields["successor"].queryset = others  # type: ignore[attr-defined]


class ReuseForm(PayloadForm[ReuseTerms]):
    payload_class = ReuseTerms

    about = forms.CharField(
        label=_("Used by"),
        max_length=40,
        help_text=_("The reference of the use case or the model, such as UC-42 or M-7."),
    )
    note = forms.CharField(label=_("What for"), max_length=500, required=False)
    since = DayField(
        label=_("Since"), widget=DateInput, required=False, help_text=_("Today when left empty.")
    )
