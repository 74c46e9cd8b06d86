"""Filters of costs and chargebacks."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from coe_portal.tenancy.models import BusinessUnit
from coe_portal.ui.filters import Filters, choice, related, search
from metrics.choices import CostCategory, CostSource, StatementKind, StatementState
from metrics.models.chargebacks import Statement
from metrics.models.costs import CostEntry

STANDING = [("yes", _("Standing")), ("no", _("Taken back"))]


def find(rows: Any, text: str) -> QuerySet[Any]:
    """By reference, or by words."""
    found: QuerySet[Any] = rows.matching(text)
    return found


def units(_request: object) -> QuerySet[BusinessUnit]:
    """All business units."""
    return BusinessUnit.objects.order_by("name", "pk")


class CostFilters(Filters):
    q = search(find, label=_("Id, invoice or words"))
    category = choice(CostCategory.choices, label=_("Category"), empty_label=_("Any category"))
    unit = related(units, label=_("Unit"), empty_label=_("Any unit"), field_name="business_unit")
    source = choice(CostSource.choices, label=_("Booked"), empty_label=_("Booked anyhow"))
    standing = choice(STANDING, label=_("State"), empty_label=_("Any state"), method="by_standing")

    class Meta(Filters.Meta):
        model = CostEntry

    def by_standing(self, rows: Any, _name: str, value: str) -> QuerySet[CostEntry]:
        found: QuerySet[CostEntry] = rows.filter(voided_at__isnull=value == "yes")
        return found


class StatementFilters(Filters):
    q = search(find, label=_("Id or unit"))
    state = choice(StatementState.choices, label=_("State"), empty_label=_("Any state"))
    kind = choice(StatementKind.choices, label=_("Kind"), empty_label=_("Any kind"))
    unit = related(units, label=_("Unit"), empty_label=_("Any unit"), field_name="business_unit")

    class Meta(Filters.Meta):
        model = Statement
