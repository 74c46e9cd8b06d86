"""Filters of the list of approvals."""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.models import Membership
from coe_portal.tenancy.clock import today_here
from coe_portal.tenancy.models import BusinessUnit
from coe_portal.tenancy.units import units_below
from coe_portal.ui.filters import Filters, choice, related, search
from governance.filters.conditions import units
from governance.filters.reviews import find_decision
from governance.models.decisions import Decision, DecisionQuerySet
from intake.choices import Gate, Tier
from intake.models.use_cases import UseCase

ENDS: Final = [
    ("expired", _("Expired")),
    ("30", _("Within 30 days")),
    ("60", _("Within 60 days")),
    ("180", _("Within 180 days")),
]


def case_owners(_request: object) -> QuerySet[Membership]:
    """Whoever owns a use case."""
    owning = UseCase.objects.filter(owner__isnull=False).order_by().values("owner")
    rows: QuerySet[Membership] = Membership.objects.filter(pk__in=owning)
    return rows.select_related("user").order_by("user__name", "pk")


class ApprovalFilters(Filters):
    q = search(find_decision, label=_("Id, words of case or rationale"))
    ends = choice(ENDS, label=_("Ends"), empty_label=_("Any day"), method="that_end")
    tier = choice(Tier.choices, label=_("Tier"), empty_label=_("Any tier"))
    gate = choice(Gate.choices, label=_("Gate"), empty_label=_("Any gate"))
    owner = related(
        case_owners,
        label=_("Owner"),
        empty_label=_("Any owner"),
        field_name="use_case__owner",
    )
    unit = related(units, label=_("Business unit"), empty_label=_("Any unit"), method="of_unit")

    class Meta(Filters.Meta):
        model = Decision

    def that_end(self, rows: DecisionQuerySet, _name: str, value: str) -> DecisionQuerySet:
        today = today_here()
        if value == "expired":
            return rows.expired(today)
        return rows.filter(valid_until__range=(today, today + dt.timedelta(days=int(value))))

    def of_unit(self, rows: DecisionQuerySet, _name: str, unit: BusinessUnit) -> DecisionQuerySet:
        return rows.filter(use_case__business_unit__in=units_below(unit))
