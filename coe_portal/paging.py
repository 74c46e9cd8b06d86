"""Pages of lists of any length."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Page, Paginator
from django.utils.functional import cached_property


class CappedPaginator(Paginator):  # type: ignore[type-arg]
    """Counts no further than anybody turns pages, so that a large list costs no more.

    The database finds the keys of a page first, then its rows with all they are joined to: else it
    joins every row that it passes by on the way to a later page.
    """

    cap = 10_000

    def page(self, number: int | str) -> Page[Any]:
        """The page of this number, from 1; EmptyPage or PageNotAnInteger where there is none."""
        place = self.validate_number(number)
        bottom = (place - 1) * self.per_page
        rows: Any = self.object_list
        keys = rows.values("pk")[bottom : min(bottom + self.per_page, self.cap)]
        return Page(list(rows.filter(pk__in=keys)), place, self)

    @cached_property
    def count(self) -> int:
        return min(self._counted, self.cap)

    @property
    def is_capped(self) -> bool:
        """Whether there are more rows than were counted."""
        return self._counted > self.cap

    @cached_property
    def _counted(self) -> int:
        return capped_count(self.object_list, self.cap)


def capped_count(rows: Any, cap: int) -> int:
    """How many rows there are, counted up to `cap` + 1."""
    return int(rows.order_by()[: cap + 1].count())
