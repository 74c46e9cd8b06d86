"""Filters of the checklists that wait for a confirmation."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from coe_portal.tenancy.models import BusinessUnit
from coe_portal.tenancy.units import units_below
from coe_portal.ui.filters import Filters, choice, related, search
from governance.filters.conditions import units
from governance.models.checklists import Checklist
from intake.choices import Gate
from intake.models.use_cases import UseCase


def _about(rows: Any, text: str) -> QuerySet[Any]:
    cases = UseCase.objects.by_reference(text)
    found: QuerySet[Any] = rows.filter(Q(use_case__title__icontains=text) | Q(use_case__in=cases))
    return found


class WaitingFilters(Filters):
    q = search(_about, label=_("Id or name of the use case"))
    gate = choice(Gate.choices, label=_("Gate"), empty_label=_("Any gate"))
    unit = related(units, label=_("Business unit"), empty_label=_("Any unit"), method="of_unit")

    class Meta(Filters.Meta):
        model = Checklist

    def of_unit(
        self, rows: QuerySet[Checklist], _name: str, unit: BusinessUnit
    ) -> QuerySet[Checklist]:
        return rows.filter(use_case__business_unit__in=units_below(unit))
