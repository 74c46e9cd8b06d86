"""Vendors, their certificates, scores and reviews, and the approved stack as forms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _now, gettext_lazy as _

from coe_portal.ui.forms import (
    ChoiceCards,
    ChoiceList,
    Choices,
    DateInput,
    DayField,
    PayloadForm,
)
from intake.choices import Tier
from registry.actions.stack import StackTerms
from registry.actions.vendor_papers import CertificateTerms, Judgement, Points
from registry.actions.vendors import VendorTerms
from registry.choices import (
    CertificateKind,
    Criterion,
    DataClass,
    Fitness,
    Pledge,
    StackCategory,
    StackRing,
)
from registry.forms.models import PersonField, WithPeople, text_area
from registry.forms.reviewing import ReviewForm
from registry.forms.vendor_field import VendorField
from registry.logic.vendors import HIGHEST

SCORES = [("", "–"), *((score, str(score)) for score in range(1, HIGHEST + 1))]


class VendorForm(WithPeople, PayloadForm[VendorTerms]):
    payload_class = VendorTerms

    name = forms.CharField(label=_("Name"), max_length=200)
    website = forms.CharField(label=_("Website"), max_length=500, required=False)
    services = text_area(_("What it provides"), most=4000, required=False)
    owner = PersonField(
        label=_("Owner"), help_text=_("Keeps terms, certificates and reviews up to date.")
    )
    data_use = text_area(
        _("What it may do with our data"),
        most=4000,
        required=False,
        help_text=_("As the contract says it."),
    )
    no_training = forms.TypedChoiceField(
        label=_("No training on our data"),
        choices=Pledge.choices,
        coerce=Pledge,
        widget=ChoiceCards,
        initial=Pledge.UNKNOWN,
    )
    retention = forms.CharField(
        label=_("How long it keeps our data"), max_length=500, required=False
    )
    places = forms.CharField(
        label=_("Where our data is processed"),
        max_length=500,
        required=False,
        help_text=_("Countries or regions."),
    )
    subprocessors = text_area(_("Subprocessors"), most=4000, required=False)
    contract_from = DayField(label=_("Contract from"), widget=DateInput, required=False)
    contract_until = DayField(
        label=_("Contract until"),
        widget=DateInput,
        required=False,
        help_text=_("Its owner is reminded 60, 30 and 7 days before."),
    )
    service_level = text_area(_("Service level"), required=False)
    support = text_area(_("Support"), required=False)
    incident_duties = text_area(
        _("Duties in an incident"),
        required=False,
        help_text=_("Whom it tells, and how soon."),
    )
    security = text_area(_("Security posture"), most=4000, required=False)
    new_models = text_area(
        _("Rules for new models"),
        most=4000,
        required=False,
        help_text=_("What happens before a new model of this vendor is used."),
    )
    transfer_plan = text_area(
        _("Knowledge transfer plan"),
        most=4000,
        required=False,
        help_text=_("How what it knows stays in the organization when it leaves."),
    )


class ApprovalForm(ReviewForm):
    """A word on it and the day of the next review."""

    note = text_area(_("What you looked at"), most=2000, required=False)


class ReinstatementForm(ReviewForm):
    note = text_area(_("What has changed"), most=2000)


class VendorReviewForm(PayloadForm[Judgement]):
    payload_class = Judgement

    fitness = forms.TypedChoiceField(
        label=_("What it came to"), choices=Fitness.choices, coerce=Fitness, widget=ChoiceList
    )
    note = text_area(_("What you found"), 4, most=4000)
    next_on = DayField(label=_("Next review"), widget=DateInput)


class CertificateForm(PayloadForm[CertificateTerms]):
    payload_class = CertificateTerms

    kind = forms.TypedChoiceField(
        label=_("Certificate"), choices=CertificateKind.choices, coerce=CertificateKind
    )
    scope = forms.CharField(label=_("What it covers"), max_length=300, required=False)
    issued_by = forms.CharField(label=_("Issued by"), max_length=200, required=False)
    issued_on = DayField(label=_("Issued"), widget=DateInput, required=False)
    valid_until = DayField(
        label=_("Valid until"),
        widget=DateInput,
        required=False,
        help_text=_("The owner of the vendor is reminded 60, 30 and 7 days before."),
    )
    url = forms.CharField(
        label=_("Address"),
        max_length=1000,
        required=False,
        help_text=_("Where it is. The paper itself goes to the vendor's files."),
    )


@dataclass(frozen=True)
class Evaluated:
    """Points by criterion, of those that were scored."""

    points: Mapping[Criterion, Points]


class EvaluationForm(PayloadForm[Evaluated]):
    """A score and a note for each criterion."""

    payload_class = Evaluated

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for criterion in Criterion:
            self.fields[criterion.value] = forms.TypedChoiceField(
                label=criterion.label,
                choices=SCORES,
                coerce=int,
                empty_value=None,
                required=False,
                help_text=_("1 is poor, 5 is excellent."),
            )
            reason = _now("Why this score: %(criterion)s") % {"criterion": criterion.label}
            self.fields[f"{criterion.value}_note"] = text_area(reason, 2, required=False)

    def payload(self) -> Evaluated:
        """What was scored; a note without a score says nothing."""
        given = self.cleaned_data
        return Evaluated(
            {
                criterion: Points(given[criterion.value], given[f"{criterion.value}_note"])
                for criterion in Criterion
                if given[criterion.value] is not None
            }
        )


class StackForm(WithPeople, PayloadForm[StackTerms]):
    payload_class = StackTerms

    name = forms.CharField(label=_("Name"), max_length=120)
    category = forms.TypedChoiceField(
        label=_("Category"), choices=StackCategory.choices, coerce=StackCategory
    )
    ring = forms.TypedChoiceField(
        label=_("Ring"),
        choices=StackRing.choices,
        coerce=StackRing,
        widget=ChoiceCards,
        help_text=_(
            "Adopt: use it. Trial: use it where it is watched. Hold: begin nothing new with it. "
            "Retired: replace it."
        ),
    )
    vendor = VendorField()
    tiers = forms.TypedMultipleChoiceField(
        label=_("For tiers"),
        choices=[choice for choice in Tier.choices if choice[0] != Tier.PROHIBITED],
        required=False,
        widget=Choices,
    )
    data_classes = forms.TypedMultipleChoiceField(
        label=_("With data"), choices=DataClass.choices, required=False, widget=Choices
    )
    note = text_area(
        _("Note"), required=False, help_text=_("How it is to be used, and what to use instead.")
    )
    url = forms.CharField(
        label=_("Address"),
        max_length=1000,
        required=False,
        help_text=_("Its documentation, or how to get it."),
    )
    owner = PersonField(label=_("Owner"), help_text=_("Is reminded of its review."))
    review_on = DayField(label=_("Next review"), widget=DateInput, required=False)
