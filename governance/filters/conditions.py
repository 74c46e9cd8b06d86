"""Filters of the list of conditions."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.models import Membership
from coe_portal.tenancy.clock import today_here
from coe_portal.tenancy.models import BusinessUnit
from coe_portal.tenancy.units import units_below
from coe_portal.ui.filters import Filters, choice, related, search
from governance.choices import ConditionState
from governance.models.decisions import Condition, ConditionQuerySet

PENDING = "pending"
STATES: Final = [(PENDING, _("To be met")), *ConditionState.choices]
DUE: Final = [
    ("overdue", _("Overdue")),
    ("7", _("Within 7 days")),
    ("30", _("Within 30 days")),
    ("90", _("Within 90 days")),
]


def find_condition(rows: Any, text: str) -> QuerySet[Any]:
    """By reference of the condition or of its case, or by words of either."""
    known: QuerySet[Any] = rows.by_reference(text)
    if known.exists():
        return known
    words = Q(text__icontains=text) | Q(use_case__title__icontains=text)
    number = text.upper().removeprefix("UC-")
    if number.isdecimal() and len(number) < 10:  # noqa: PLR2004  (larger is no number of a case)
        words |= Q(use_case__number=int(number))
    found: QuerySet[Any] = rows.filter(words)
    return found


def condition_owners(_request: object) -> QuerySet[Membership]:
    """Whoever owns a condition."""
    owning = Condition.objects.filter(owner__isnull=False).order_by().values("owner")
    rows: QuerySet[Membership] = Membership.objects.filter(pk__in=owning)
    return rows.select_related("user").order_by("user__name", "pk")


def units(_request: object) -> QuerySet[BusinessUnit]:
    """All business units by name."""
    rows: QuerySet[BusinessUnit] = BusinessUnit.objects.order_by("name")
    return rows


class ConditionFilters(Filters):
    q = search(find_condition, label=_("Id, condition or use case"))
    state = choice(STATES, label=_("State"), empty_label=_("Any state"), method="in_state")
    due = choice(DUE, label=_("Due"), empty_label=_("Any date"), method="due_within")
    owner = related(condition_owners, label=_("Owner"), empty_label=_("Any owner"))
    unit = related(units, label=_("Business unit"), empty_label=_("Any unit"), method="of_unit")

    class Meta(Filters.Meta):
        model = Condition

    def in_state(self, rows: ConditionQuerySet, _name: str, value: str) -> ConditionQuerySet:
        return rows.pending() if value == PENDING else rows.filter(state=value)

    def due_within(self, rows: ConditionQuerySet, _name: str, value: str) -> ConditionQuerySet:
        """Of those that are not met: past their day, or due on one of the next days."""
        unmet, today = rows.exclude(state=ConditionState.MET), today_here()
        if value == "overdue":
            return unmet.filter(due_on__lt=today)
        return unmet.filter(due_on__range=(today, today + dt.timedelta(days=int(value))))

    def of_unit(self, rows: ConditionQuerySet, _name: str, unit: BusinessUnit) -> ConditionQuerySet:
        return rows.filter(use_case__business_unit__in=units_below(unit))
