"""The filter of lists of what is reviewed."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from coe_portal.ui.filters import Filters, choice
from registry.models.reviewed import ReviewedQuerySet

OVERDUE = [("overdue", _("Review overdue"))]


class ReviewedFilters(Filters):
    """Base of the filters of such lists; their rows come from a ReviewedQuerySet."""

    review = choice(
        OVERDUE, label=_("Review"), empty_label=_("Any review date"), method="by_review"
    )

    @classmethod
    def get_filters(cls) -> dict[str, Any]:
        """What a list is searched by comes first, and reviews last."""
        filters: dict[str, Any] = super().get_filters()
        filters["review"] = filters.pop("review")
        return filters

    def by_review(self, rows: ReviewedQuerySet[Any], _name: str, _value: str) -> QuerySet[Any]:
        return rows.review_overdue()
