"""The catalogue of datasets, narrowed."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.models import Membership
from coe_portal.tenancy.clock import today_here
from coe_portal.ui.filters import choice, related, search
from registry.choices import DataClass, DatasetState, PersonalData
from registry.filters.models import units
from registry.filters.reviewing import ReviewedFilters
from registry.models.datasets import Dataset, DatasetQuerySet

LATE = [("overdue", _("Should be deleted already"))]


def find_dataset(rows: Any, text: str) -> QuerySet[Any]:
    """By reference, or by words of name, description and source."""
    found: QuerySet[Any] = rows.matching(text)
    return found


def stewards(_request: object) -> QuerySet[Membership]:
    """Whoever keeps a dataset."""
    keeping = Dataset.objects.order_by().values("steward")
    rows: QuerySet[Membership] = Membership.objects.filter(pk__in=keeping)
    return rows.select_related("user").order_by("user__name", "pk")


class DatasetFilters(ReviewedFilters):
    q = search(find_dataset, label=_("Id, name or words"))
    classification = choice(
        DataClass.choices, label=_("Classification"), empty_label=_("Any classification")
    )
    personal_data = choice(
        PersonalData.choices, label=_("Personal data"), empty_label=_("With or without people")
    )
    state = choice(DatasetState.choices, label=_("State"), empty_label=_("Any state"))
    deletion = choice(LATE, label=_("Deletion"), empty_label=_("Any deletion"), method="by_day")
    steward = related(stewards, label=_("Steward"), empty_label=_("Any steward"))
    unit = related(units, label=_("Business unit"), empty_label=_("Any unit"))

    class Meta(ReviewedFilters.Meta):
        model = Dataset

    def by_day(self, rows: DatasetQuerySet, _name: str, _value: str) -> QuerySet[Dataset]:
        return rows.kept().filter(delete_by__lt=today_here())
