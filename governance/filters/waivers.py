"""Filters of the list of waivers."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from coe_portal.tenancy.clock import today_here
from coe_portal.tenancy.models import BusinessUnit
from coe_portal.tenancy.units import units_below
from coe_portal.ui.filters import Filters, choice, related, search
from governance.choices import WaiverState
from governance.filters.conditions import units
from governance.models.waivers import Waiver, WaiverQuerySet
from intake.choices import Gate, Tier

ENDS: Final = [("7", _("Within 7 days")), ("30", _("Within 30 days"))]


def find_waiver(rows: Any, text: str) -> QuerySet[Any]:
    """By reference, or by words of control or use case."""
    known: QuerySet[Any] = rows.by_reference(text)
    if known.exists():
        return known
    words = Q(title__icontains=text) | Q(control__icontains=text)
    found: QuerySet[Any] = rows.filter(words | Q(use_case__title__icontains=text))
    return found


class WaiverFilters(Filters):
    q = search(find_waiver, label=_("Id, control or use case"))
    state = choice(WaiverState.choices, label=_("State"), empty_label=_("Any state"))
    ends = choice(ENDS, label=_("Ends"), empty_label=_("Any day"), method="that_end")
    tier = choice(Tier.choices, label=_("Tier"), empty_label=_("Any tier"))
    gate = choice(Gate.choices, label=_("Gate"), empty_label=_("Any gate"))
    unit = related(units, label=_("Business unit"), empty_label=_("Any unit"), method="of_unit")

    class Meta(Filters.Meta):
        model = Waiver

    def that_end(self, rows: WaiverQuerySet, _name: str, value: str) -> WaiverQuerySet:
        today = today_here()
        limit = today + dt.timedelta(days=int(value))
        return rows.in_force(today).filter(expires_on__lte=limit)

    def of_unit(self, rows: WaiverQuerySet, _name: str, unit: BusinessUnit) -> WaiverQuerySet:
        return rows.filter(use_case__business_unit__in=units_below(unit))
