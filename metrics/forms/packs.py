"""Board packs as forms: which quarter, and when they come by themselves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.models import Membership, MembershipQuerySet
from coe_portal.ui.forms import Choices, PayloadForm
from metrics.actions.pack_schedule import ScheduleTerms
from metrics.logic.periods import Quarter, parse_quarter
from metrics.models.packs import LATEST_WORKING_DAY


@dataclass(frozen=True)
class PackWish:
    """The quarter to tell of."""

    quarter: Quarter


class PackForm(PayloadForm[PackWish]):
    payload_class = PackWish

    quarter = forms.ChoiceField(label=_("Quarter"))

    def __init__(self, *args: Any, quarters: Sequence[Quarter], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._first_month = quarters[0].first_month
        self.fields["quarter"].choices = [  # type: ignore[attr-defined]
            (each.code, each.code) for each in quarters
        ]

    def clean_quarter(self) -> Quarter:
        quarter = parse_quarter(self.cleaned_data["quarter"], self._first_month)
        if quarter is None:
            raise forms.ValidationError(_("Choose a quarter."))
        return quarter


class ScheduleForm(PayloadForm[ScheduleTerms]):
    payload_class = ScheduleTerms

    is_on = forms.BooleanField(
        label=_("Make and send the pack of each quarter that ends"), required=False
    )
    working_day = forms.IntegerField(
        label=_("On which working day of the new quarter"),
        min_value=1,
        max_value=LATEST_WORKING_DAY,
        help_text=_("Monday to Friday are working days. Holidays are not known here."),
    )
    recipients: forms.ModelMultipleChoiceField[Membership] = forms.ModelMultipleChoiceField(
        label=_("To whom"),
        queryset=Membership.objects.none(),
        widget=Choices,
        required=False,
        help_text=_("Those who may see board packs."),
    )
    attaches_pdf = forms.BooleanField(
        label=_("Attach the PDF to the e-mail"),
        required=False,
        help_text=_("Otherwise it has a link only. Files over 8 MB are never attached."),
    )

    def __init__(self, *args: Any, readers: MembershipQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["recipients"].queryset = readers  # type: ignore[attr-defined]

    def payload(self) -> ScheduleTerms:
        given = self.cleaned_data
        return ScheduleTerms(
            is_on=given["is_on"],
            working_day=given["working_day"],
            attaches_pdf=given["attaches_pdf"],
            recipients=tuple(given["recipients"]),
        )
