"""Filters of the benefits ledger."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.models import Membership
from coe_portal.tenancy.models import BusinessUnit
from coe_portal.ui.filters import Filters, choice, related, search
from metrics.choices import BenefitKind, BenefitState, EntryState
from metrics.models.benefits import Benefit, BenefitQuerySet

LIVE = "live"
STATES = [(LIVE, _("Not over")), *BenefitState.choices]


def find_benefit(rows: Any, text: str) -> QuerySet[Any]:
    """By reference, or by words of title, process and use case."""
    found: QuerySet[Any] = rows.matching(text)
    return found


def units(_request: object) -> QuerySet[BusinessUnit]:
    """Business units that benefits fall in."""
    rows: QuerySet[BusinessUnit] = BusinessUnit.objects.filter(
        pk__in=Benefit.objects.order_by().values("unit")
    )
    return rows.order_by("name", "pk")


def owners(_request: object) -> QuerySet[Membership]:
    """Whoever answers for a benefit."""
    rows: QuerySet[Membership] = Membership.objects.filter(
        pk__in=Benefit.objects.order_by().values("owner")
    )
    return rows.select_related("user").order_by("user__name", "pk")


class BenefitFilters(Filters):
    q = search(find_benefit, label=_("Id or words"))
    state = choice(STATES, label=_("State"), empty_label=_("Any state"), method="in_state")
    kind = choice(BenefitKind.choices, label=_("Kind"), empty_label=_("Any kind"))
    unit = related(units, label=_("Business unit"), empty_label=_("Any unit"))
    owner = related(owners, label=_("Owner"), empty_label=_("Any owner"))
    waiting = choice(
        [("yes", _("A month waits for finance"))],
        label=_("Claims"),
        empty_label=_("With and without claims"),
        method="with_claims",
    )

    class Meta(Filters.Meta):
        model = Benefit

    def in_state(self, rows: BenefitQuerySet, _name: str, value: str) -> BenefitQuerySet:
        return rows.live() if value == LIVE else rows.filter(state=value)

    def with_claims(self, rows: BenefitQuerySet, _name: str, _value: str) -> BenefitQuerySet:
        return rows.with_claims_in(EntryState.CLAIMED)
