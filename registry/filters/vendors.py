"""Filters of vendors and of the approved stack."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.models import Membership
from coe_portal.ui.filters import Filters, choice, related, search
from intake.choices import Tier
from registry.choices import DataClass, Pledge, StackCategory, StackRing, VendorStatus
from registry.filters.reviewing import ReviewedFilters
from registry.models.stack import StackItem, StackItemQuerySet
from registry.models.vendors import Vendor


def find(rows: Any, text: str) -> QuerySet[Any]:
    """By reference, or by words."""
    found: QuerySet[Any] = rows.matching(text)
    return found


def owners(_request: object) -> QuerySet[Membership]:
    """Whoever keeps a vendor."""
    keeping = Vendor.objects.order_by().values("owner")
    rows: QuerySet[Membership] = Membership.objects.filter(pk__in=keeping)
    return rows.select_related("user").order_by("user__name", "pk")


class VendorFilters(ReviewedFilters):
    q = search(find, label=_("Id, name or words"))
    status = choice(VendorStatus.choices, label=_("Status"), empty_label=_("Any status"))
    no_training = choice(
        Pledge.choices, label=_("No training on our data"), empty_label=_("Any promise")
    )
    owner = related(owners, label=_("Owner"), empty_label=_("Any owner"))

    class Meta(Filters.Meta):
        model = Vendor


class StackFilters(ReviewedFilters):
    q = search(find, label=_("Id, name or words"))
    category = choice(StackCategory.choices, label=_("Category"), empty_label=_("Any category"))
    ring = choice(StackRing.choices, label=_("Ring"), empty_label=_("Any ring"))
    tier = choice(Tier.choices, label=_("For tier"), empty_label=_("Any tier"), method="for_tier")
    data = choice(
        DataClass.choices, label=_("With data"), empty_label=_("Any data"), method="for_data"
    )

    class Meta(Filters.Meta):
        model = StackItem

    def for_tier(self, rows: StackItemQuerySet, _name: str, value: str) -> StackItemQuerySet:
        return rows.for_tier(value)

    def for_data(self, rows: StackItemQuerySet, _name: str, value: str) -> StackItemQuerySet:
        return rows.for_data(value)
