"""Forms of costs, budgets, funding and chargebacks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _now, gettext_lazy as _

from coe_portal.tenancy.models import BusinessUnit
from coe_portal.ui.forms import ChoiceCards, ChoiceList, DayField, PayloadForm
from intake.models.use_cases import UseCase
from metrics.actions.chargebacks import Settlement
from metrics.actions.costs import BudgetTerms, CostTerms
from metrics.actions.funding import CentreTerms, FundingTerms
from metrics.choices import AllocationKey, CostCategory, FundingModel
from registry.forms.models import PersonField, WithPeople, text_area
from registry.models.models import AIModel
from registry.models.vendors import Vendor

MONTHS: Final = ["%Y-%m", "%Y-%m-%d"]
MONEY: Final[Mapping[str, Any]] = {"max_digits": 14, "decimal_places": 2}


class MonthInput(forms.DateInput):
    """The browser's own choice of a month."""

    input_type = "month"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m", attrs={"placeholder": "2026-09"})


class MonthField(DayField):
    """A month, as its first day."""

    widget = MonthInput

    def __init__(self, **options: Any) -> None:
        super().__init__(input_formats=MONTHS, **options)


class UnitField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A business unit of the organization."""

    def __init__(self, **options: Any) -> None:
        super().__init__(queryset=BusinessUnit.objects.order_by("name", "pk"), **options)


class CostForm(PayloadForm[CostTerms]):
    payload_class = CostTerms

    month = MonthField(label=_("Month"), help_text=_("To which the cost belongs."))
    category = forms.TypedChoiceField(
        label=_("Category"), choices=CostCategory.choices, coerce=CostCategory, widget=ChoiceCards
    )
    amount = forms.DecimalField(
        label=_("Amount"), help_text=_("Less than nothing for what comes back."), **MONEY
    )
    description = forms.CharField(label=_("What for"), max_length=200)
    invoice = forms.CharField(
        label=_("Invoice"),
        max_length=120,
        required=False,
        help_text=_("Its number, and its line where it has several. It is booked once."),
    )
    business_unit = UnitField(
        label=_("Business unit"),
        required=False,
        empty_label=_("None: a common cost"),
        help_text=_("Left out, that of the use case or the model."),
    )
    use_case = forms.CharField(
        label=_("Use case"), max_length=20, required=False, help_text=_("Its id, such as UC-42.")
    )
    model = forms.CharField(
        label=_("Model"), max_length=20, required=False, help_text=_("Its id, such as M-7.")
    )
    vendor = forms.ModelChoiceField(
        label=_("Vendor"),
        queryset=Vendor.objects.order_by("name", "pk"),
        required=False,
        empty_label=_("None"),
    )

    def clean_use_case(self) -> UseCase | None:
        wanted = self.cleaned_data["use_case"].strip()
        rows = UseCase.objects.by_reference(wanted).select_related("business_unit")
        found: UseCase | None = rows.first() if wanted else None
        if wanted and found is None:
            raise forms.ValidationError(_now("There is no use case with this id."))
        return found

    def clean_model(self) -> AIModel | None:
        wanted = self.cleaned_data["model"].strip()
        rows = AIModel.objects.present().by_reference(wanted).select_related("steward_unit")
        found: AIModel | None = rows.first() if wanted else None
        if wanted and found is None:
            raise forms.ValidationError(_now("There is no model with this id."))
        return found


@dataclass(frozen=True)
class Correction:
    """An entry anew, and why."""

    terms: CostTerms
    reason: str


class CorrectionForm(CostForm):
    """The entry as it should have been."""

    reason = text_area(_("Why"), 2, most=500)

    def payload(self) -> Correction:  # type: ignore[override]
        """Terms and reason."""
        return Correction(super().payload(), self.cleaned_data["reason"])


@dataclass(frozen=True)
class Why:
    """A reason."""

    reason: str


class VoidForm(PayloadForm[Why]):
    payload_class = Why

    reason = text_area(_("Why"), 2, most=500)


@dataclass(frozen=True)
class UploadedCosts:
    """A file that was not looked at yet."""

    file: UploadedFile[bytes]


class CostFileForm(PayloadForm[UploadedCosts]):
    payload_class = UploadedCosts

    file = forms.FileField(
        label=_("CSV or Excel file"),
        help_text=_(
            "One cost a line. Columns: month, category, amount and description; if you like also "
            "invoice, business unit, use case, model and vendor."
        ),
    )


class BudgetForm(PayloadForm[BudgetTerms]):
    """Amounts by category; those that are left empty stay as they are."""

    payload_class = BudgetTerms

    business_unit = UnitField(
        label=_("For"), required=False, empty_label=_("The CoE itself, and units without budget")
    )

    def __init__(self, *args: Any, year: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.year = year
        for category in CostCategory:
            self.fields[category.value] = forms.DecimalField(
                label=category.label, required=False, min_value=Decimal(0), **MONEY
            )
        self.fields["note"] = forms.CharField(label=_now("Note"), max_length=500, required=False)

    def payload(self) -> BudgetTerms:
        """What was filled in."""
        given = self.cleaned_data
        return BudgetTerms(
            fiscal_year=self.year,
            business_unit=given["business_unit"],
            amounts={
                category: given[category.value]
                for category in CostCategory
                if given[category.value] is not None
            },
            note=given["note"],
        )


class FundingForm(PayloadForm[FundingTerms]):
    payload_class = FundingTerms

    from_month = MonthField(label=_("From"))
    model = forms.TypedChoiceField(
        label=_("Who pays"), choices=FundingModel.choices, coerce=FundingModel, widget=ChoiceList
    )
    share = forms.DecimalField(
        label=_("Part of the common costs that units pay, in %"),
        min_value=Decimal(0),
        max_value=Decimal(100),
        max_digits=5,
        decimal_places=2,
        initial=0,
        help_text=_("Of a hybrid. With chargeback it is all of them, centrally nothing."),
    )
    key = forms.TypedChoiceField(
        label=_("Shared among the units by"),
        choices=AllocationKey.choices,
        coerce=AllocationKey,
        widget=ChoiceCards,
        initial=AllocationKey.HEADCOUNT,
    )
    note = text_area(_("Why"), 2, most=2000, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.units = list(BusinessUnit.objects.order_by("name", "pk"))
        for unit in self.units:
            self.fields[f"unit_{unit.pk}"] = forms.DecimalField(
                label=_now("Fixed share of %(unit)s, in %%") % {"unit": unit.name},
                required=False,
                min_value=Decimal(0),
                max_value=Decimal(100),
                max_digits=5,
                decimal_places=2,
            )

    def payload(self) -> FundingTerms:
        """With the shares of the units that have one."""
        given = self.cleaned_data
        fixed = {unit.pk: given[f"unit_{unit.pk}"] for unit in self.units}
        return FundingTerms(
            from_month=given["from_month"],
            model=given["model"],
            key=given["key"],
            share=given["share"],
            fixed={unit: percent for unit, percent in fixed.items() if percent},
            note=given["note"],
        )


class CentreForm(WithPeople, PayloadForm[CentreTerms]):
    payload_class = CentreTerms

    head = PersonField(
        label=_("Head"),
        required=False,
        empty_label=_("Nobody"),
        help_text=_("Receives the unit's statements, and accepts or disputes them."),
    )
    code = forms.CharField(
        label=_("Cost centre"),
        max_length=40,
        required=False,
        help_text=_("As your books call the unit."),
    )

    def __init__(self, *args: Any, unit: BusinessUnit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.unit = unit

    def payload(self) -> CentreTerms:
        """Of this unit."""
        given = self.cleaned_data
        return CentreTerms(business_unit=self.unit, head=given["head"], code=given["code"])


@dataclass(frozen=True)
class ChosenMonth:
    """A month to be drawn up, for all units or one."""

    month: dt.date
    unit: BusinessUnit | None = None


class DrawForm(PayloadForm[ChosenMonth]):
    payload_class = ChosenMonth

    month = MonthField(label=_("Month"), help_text=_("One that is over."))
    unit = UnitField(label=_("For"), required=False, empty_label=_("All units that owe something"))


@dataclass(frozen=True)
class Seen:
    """The total that was looked at."""

    total: Decimal | None = None


class IssueForm(PayloadForm[Seen]):
    payload_class = Seen

    total = forms.DecimalField(widget=forms.HiddenInput, **MONEY)


@dataclass(frozen=True)
class Disagreement:
    """What is disputed."""

    what: str


class DisputeForm(PayloadForm[Disagreement]):
    payload_class = Disagreement

    what = text_area(
        _("What do you dispute?"),
        4,
        most=2000,
        help_text=_("Name the lines, and what they should be."),
    )


class SettleForm(PayloadForm[Settlement]):
    payload_class = Settlement

    answer = text_area(_("Answer"), 4, most=2000)
    credit = forms.DecimalField(
        label=_("Credit"),
        required=False,
        min_value=Decimal("0.01"),
        help_text=_("What is given back, as a statement of its own. The charge stays as it is."),
        **MONEY,
    )
