"""Risks, their ratings, treatments and acceptance as forms."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.models import Membership
from coe_portal.ui.forms import ChoiceCards, DateInput, DayField, PayloadForm
from governance.actions.risk_acceptance import AcceptanceTerms
from governance.actions.risk_treatments import TreatmentTerms
from governance.actions.risks import NewRisk, Ratings, RiskTerms
from governance.choices import Impact, Likelihood, RiskCategory, TreatmentKind

ASK_LEVEL = [("", "–")]


def text_area(label: Any, rows: int = 3, *, most: int = 2000, **options: Any) -> forms.CharField:
    """A field for sentences."""
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, max_length=most, widget=widget, **options)


def level(choices: Any, label: Any, *, required: bool = True) -> forms.TypedChoiceField:
    """One of five levels, or none."""
    return forms.TypedChoiceField(
        label=label,
        choices=[*ASK_LEVEL, *choices.choices],
        coerce=int,
        empty_value=None,
        required=required,
    )


def amount(label: Any, places: int = 2, most: int = 15) -> forms.DecimalField:
    """A number from zero, or none."""
    return forms.DecimalField(
        label=label, min_value=0, max_digits=most, decimal_places=places, required=False
    )


class PersonField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A current member of the organization; its form fills the people in."""

    def __init__(self, **options: Any) -> None:
        super().__init__(queryset=Membership.objects.none(), **options)


class WithPeople(forms.Form):
    """Fills every PersonField with the members of today."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, PersonField):
                people = Membership.objects.current().with_user()
                field.queryset = people.order_by("user__name", "pk")


class RiskForm(WithPeople, PayloadForm[RiskTerms]):
    payload_class: type[RiskTerms] = RiskTerms

    title = forms.CharField(label=_("Title"), max_length=200)
    category = forms.TypedChoiceField(
        label=_("Category"), choices=RiskCategory.choices, coerce=RiskCategory
    )
    description = text_area(_("Description"), most=4000, required=False)
    cause = text_area(_("Causes"), required=False)
    consequence = text_area(
        _("Consequences"), required=False, help_text=_("What happens to whom when it comes true.")
    )
    owner = PersonField(
        label=_("Owner"), help_text=_("Answers for it. Somebody else has to accept it.")
    )
    review_on = DayField(label=_("Next review"), widget=DateInput)


class NewRiskForm(RiskForm):
    payload_class = NewRisk

    likelihood = level(Likelihood, _("Likelihood before treatment"))
    impact = level(Impact, _("Impact before treatment"))
    about = forms.CharField(
        label=_("About"),
        max_length=40,
        required=False,
        help_text=_("The reference of a use case, such as UC-42. More can be linked later."),
    )
    library_id = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)


class RatingsForm(PayloadForm[Ratings]):
    payload_class = Ratings

    inherent_likelihood = level(Likelihood, _("Likelihood before treatment"))
    inherent_impact = level(Impact, _("Impact before treatment"))
    residual_likelihood = level(Likelihood, _("Likelihood after treatment"), required=False)
    residual_impact = level(Impact, _("Impact after treatment"), required=False)
    loss_low = amount(_("Loss of one event, at best"))
    loss_likely = amount(_("Loss of one event, most likely"))
    loss_high = amount(_("Loss of one event, at worst"))
    frequency = amount(_("Events a year"), places=3, most=8)
    reason = text_area(_("Why"), required=False)

    def __init__(self, *args: Any, currency: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("loss_low", "loss_likely", "loss_high"):
            self.fields[name].help_text = _("In %(currency)s.") % {"currency": currency}
        self.fields["frequency"].help_text = _("0.1 is once in ten years.")


@dataclass(frozen=True)
class Looked:
    note: str
    next_on: dt.date


class ReviewForm(PayloadForm[Looked]):
    payload_class = Looked

    note = text_area(_("What you found"))
    next_on = DayField(label=_("Next review"), widget=DateInput)


class AcceptanceForm(PayloadForm[AcceptanceTerms]):
    payload_class = AcceptanceTerms

    reason = text_area(_("Why it can be lived with"))
    expires_on = DayField(
        label=_("Until"), widget=DateInput, help_text=_("At most a year. Then it is open again.")
    )


class TreatmentForm(WithPeople, PayloadForm[TreatmentTerms]):
    payload_class = TreatmentTerms

    kind = forms.TypedChoiceField(
        label=_("How"), choices=TreatmentKind.choices, coerce=TreatmentKind, widget=ChoiceCards
    )
    text = text_area(_("What is done"))
    owner = PersonField(label=_("Owner"))
    due_on = DayField(label=_("Due"), widget=DateInput)


@dataclass(frozen=True)
class Reason:
    reason: str


class ReasonForm(PayloadForm[Reason]):
    payload_class = Reason

    reason = text_area(_("Why"))


@dataclass(frozen=True)
class Note:
    note: str


class NoteForm(PayloadForm[Note]):
    payload_class = Note

    note = text_area(_("What came of it"))


@dataclass(frozen=True)
class About:
    reference: str


class LinkForm(PayloadForm[About]):
    payload_class = About

    reference = forms.CharField(
        label=_("Reference"), max_length=40, help_text=_("Of a use case, such as UC-42.")
    )
