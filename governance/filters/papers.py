"""Filters of the list of papers."""

from __future__ import annotations

from typing import Any, Final

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from coe_portal.ui.filters import Filters, choice, search
from governance.choices import PaperKind
from governance.models.papers import PaperEdition
from intake.choices import Stage
from intake.models.use_cases import UseCase

SHORTEST_NAME: Final = 4
"""Fewer letters stand in nearly every name of a paper."""


def papers_called(text: str) -> list[PaperKind]:
    """The kinds of papers whose name, or short name, the text is a part of."""
    wanted = text.strip().casefold()
    if len(wanted) < SHORTEST_NAME:
        return []
    return [one for one in PaperKind if wanted in f"{one.value} {one.label}".casefold()]


def find_case(rows: Any, text: str) -> QuerySet[Any]:
    """By reference or words of the use case, or by the name of a paper that was kept of it."""
    found: QuerySet[Any] = rows.matching(text)
    kinds = papers_called(text)
    if kinds:
        kept = PaperEdition.objects.filter(kind__in=kinds).order_by().values("use_case")
        found = found | rows.filter(pk__in=kept)
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
