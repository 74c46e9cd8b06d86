"""Benefits as forms: what is expected, how it was, what it brings, and what finance says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _now, gettext_lazy as _

from coe_portal.tenancy.models import BusinessUnit
from coe_portal.ui.forms import ChoiceList, DateInput, DayField, PayloadForm
from metrics.actions.benefit_claims import Claim, Verification
from metrics.actions.benefit_overlaps import Ruling
from metrics.actions.benefit_terms import Rates
from metrics.actions.benefits import Baseline, BenefitFacts, Forecast, NewBenefit
from metrics.choices import BenefitKind, BenefitParameter, OverlapRuling
from metrics.logic.finance import parameters_of
from metrics.models.benefits import Benefit, BenefitTerms
from registry.forms.models import PersonField, WithPeople, text_area

LIKELY_LOW: Final = 70
LIKELY_HIGH: Final = 120
ANY_DAY = _("Any day of that month.")


def money_field(label: Any, **options: Any) -> forms.DecimalField:
    """An amount from zero in the organization's currency."""
    return forms.DecimalField(label=label, min_value=0, max_digits=14, decimal_places=2, **options)


class BenefitForm(WithPeople, PayloadForm[BenefitFacts]):
    payload_class: type[BenefitFacts] = BenefitFacts

    title = forms.CharField(label=_("Title"), max_length=200)
    hypothesis = text_area(
        _("Hypothesis"),
        help_text=_("What changes for whom, by how much, and why because of this use case."),
    )
    process = forms.CharField(
        label=_("Process"),
        max_length=120,
        help_text=_("Such as “invoice checking”: two benefits of one process may count the same."),
    )
    unit = forms.ModelChoiceField(
        label=_("Business unit"),
        queryset=BusinessUnit.objects.none(),
        required=False,
        empty_label=_("The whole organization"),
    )
    owner = PersonField(label=_("Owner"), help_text=_("Measures it, and answers for the figures."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = self.fields["unit"]
        units.queryset = BusinessUnit.objects.order_by("name", "pk")  # type: ignore[attr-defined]


class NewBenefitForm(BenefitForm):
    payload_class = NewBenefit
    field_order = ("kind", "title")

    kind = forms.TypedChoiceField(
        label=_("Kind"),
        choices=BenefitKind.choices,
        coerce=BenefitKind,
        widget=ChoiceList,
        help_text=_("Each kind is reckoned by a method of its own. It cannot be changed later."),
    )


class BaselineForm(PayloadForm[Baseline]):
    payload_class = Baseline

    baseline = money_field(_("How much it was"))
    baseline_unit = forms.CharField(
        label=_("Measured in"), max_length=60, help_text=_("Such as “hours a month”.")
    )
    baseline_on = DayField(label=_("Measured on"), widget=DateInput)
    baseline_source = text_area(
        _("How it was measured"), help_text=_("By whom, over which time, from which source.")
    )


class FiguresForm(PayloadForm[Any]):
    """A field for each parameter of the method, before the form's own; the rate is finance's."""

    def __init__(
        self, *args: Any, benefit: Benefit, terms: BenefitTerms | None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        asked = parameters_of(benefit.get_kind())
        self.parameters = [name for name in asked if name != BenefitParameter.RATE]
        for name in self.parameters:
            self.fields[str(name)] = self._figure(name, benefit, terms)
        self.order_fields([*self.leading, *map(str, self.parameters), *self.fields])
        if terms is not None and BenefitParameter.RATE in asked:
            first = self.fields[str(self.parameters[0])]
            first.help_text = _now("Valued at %(rate)s an hour, the rate that finance has set.") % {
                "rate": terms.loaded_rate
            }

    leading: tuple[str, ...] = ()

    def _figure(
        self, name: BenefitParameter, benefit: Benefit, terms: BenefitTerms | None
    ) -> forms.DecimalField:
        field = forms.DecimalField(label=name.label, min_value=0, max_digits=14, decimal_places=3)
        known = benefit.parameters.get(name)
        field.initial = None if known is None else f"{Decimal(known).normalize():f}"
        if name == BenefitParameter.HAIRCUT and terms is not None:
            field.initial = field.initial if known is not None else terms.haircut_percent
            field.help_text = _now("Finance asks for at least %(least)d %%.") % {
                "least": terms.haircut_percent
            }
        return field

    def figures(self) -> Mapping[BenefitParameter, Decimal]:
        """The checked figures by their parameter."""
        return {name: self.cleaned_data[str(name)] for name in self.parameters}


class ForecastForm(FiguresForm):
    starts_on = DayField(label=_("First month"), widget=DateInput, help_text=ANY_DAY)
    ends_on = DayField(
        label=_("Last month"),
        widget=DateInput,
        required=False,
        help_text=_("Any day of that month; empty where no end is known."),
    )
    low_percent = forms.IntegerField(
        label=_("At worst, in % of this"), min_value=0, max_value=100, initial=LIKELY_LOW
    )
    high_percent = forms.IntegerField(
        label=_("At best, in % of this"), min_value=100, max_value=1000, initial=LIKELY_HIGH
    )

    def payload(self) -> Forecast:
        """The forecast with its figures."""
        return Forecast(
            figures=self.figures(),
            starts_on=self.cleaned_data["starts_on"],
            ends_on=self.cleaned_data["ends_on"],
            low_percent=self.cleaned_data["low_percent"],
            high_percent=self.cleaned_data["high_percent"],
        )


class ClaimForm(FiguresForm):
    leading = ("month",)

    month = DayField(label=_("Month"), widget=DateInput, help_text=ANY_DAY)
    evidence = text_area(
        _("Where the figures come from"),
        help_text=_("Reports, logs, who counted. Files are attached on the benefit's page."),
    )

    def payload(self) -> Claim:
        """The claim with its figures."""
        return Claim(self.cleaned_data["month"], self.figures(), self.cleaned_data["evidence"])


class VerificationForm(PayloadForm[Verification]):
    payload_class = Verification

    amount = money_field(_("Amount that finance stands for"))
    note = text_area(_("What finance says"), required=False, help_text=_("Needed if it is less."))


@dataclass(frozen=True)
class Note:
    note: str


class NoteForm(PayloadForm[Note]):
    payload_class = Note

    note = text_area(_("Why"))


@dataclass(frozen=True)
class Reason:
    reason: str


class ReasonForm(PayloadForm[Reason]):
    payload_class = Reason

    reason = text_area(_("Why"))


class RulingForm(PayloadForm[Ruling]):
    payload_class = Ruling

    ruling = forms.TypedChoiceField(
        label=_("What they are to each other"),
        choices=OverlapRuling.choices,
        coerce=OverlapRuling,
        widget=ChoiceList,
    )
    percent = forms.IntegerField(
        label=_("How much counts here, in %"),
        min_value=0,
        max_value=100,
        required=False,
        help_text=_("Only if they share one effect. The rest counts for the other."),
    )
    reason = text_area(_("Why"))


class RatesForm(PayloadForm[Rates]):
    payload_class = Rates

    loaded_rate = money_field(
        _("Loaded rate of an hour"), help_text=_("With overhead, and rather too low than too high.")
    )
    haircut_percent = forms.IntegerField(
        label=_("Least haircut, %"),
        min_value=0,
        max_value=100,
        help_text=_("Taken off every benefit before it counts."),
    )
    reason = text_area(_("Where they come from"))
