"""Up and down the lineage of versions: what each was made from, and what was made from it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final

from registry.models.models import VersionInput

DEEPEST: Final = 20


def ancestors_of(versions: Iterable[int]) -> frozenset[int]:
    """The versions themselves, and all that they were made from."""
    return _closure(versions, lambda part: _links("parent", version__in=part))


def descendants_of(versions: Iterable[int]) -> frozenset[int]:
    """The versions themselves, and all that was made from them."""
    return _closure(versions, lambda part: _links("version", parent__in=part))


def _links(end: str, **where: Any) -> Iterable[int]:
    rows = VersionInput.objects.filter(parent__isnull=False, **where).order_by()
    keys: Iterable[int] = rows.values_list(end, flat=True)
    return keys


def _closure(start: Iterable[int], step: Callable[[list[int]], Iterable[int]]) -> frozenset[int]:
    """One query for each generation; lineage that runs in a circle ends, too."""
    found = set(start)
    fresh = set(found)
    for _generation in range(DEEPEST):
        if not fresh:
            break
        fresh = set(step(sorted(fresh))) - found
        found |= fresh
    return frozenset(found)
