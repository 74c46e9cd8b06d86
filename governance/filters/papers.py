"""Filters of the list of papers."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from coe_portal.ui.filters import Filters, choice, search
from governance.choices import PaperKind
from governance.models.papers import PaperEdition
from intake.choices import Stage
from intake.models.use_cases import UseCase


def find_case(rows: Any, text: str) -> QuerySet[Any]:
    """By reference, or by words of title and summary."""
    found: QuerySet[Any] = rows.matching(text)
    return found


class PaperFilters(Filters):
    q = search(find_case, label=_("Id or words"))
    stage = choice(Stage.choices, label=_("Stage"), empty_label=_("Any stage"))
    without = choice(
        PaperKind.choices, label=_("Without"), empty_label=_("With any papers"), method="lacks"
    )

    class Meta(Filters.Meta):
        model = UseCase

    def lacks(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        """No edition of this paper was ever kept."""
        kept = PaperEdition.objects.filter(use_case=OuterRef("pk"), kind=value).order_by()
        return rows.exclude(Exists(kept))
