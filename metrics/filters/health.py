"""Filters of the self-assessments."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from coe_portal.ui.filters import Filters, search
from metrics.models.maturity import MaturityAssessment


def find_rounds(rows: Any, text: str) -> QuerySet[Any]:
    """By reference, or words of the title."""
    found: QuerySet[Any] = rows.matching(text)
    return found


class RoundFilters(Filters):
    q = search(find_rounds, label=_("Id or words"))

    class Meta(Filters.Meta):
        model = MaturityAssessment
