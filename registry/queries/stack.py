"""The approved stack as its page shows it: a row for each category, a column for each ring."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from registry.choices import StackCategory, StackRing
from registry.models.models import AIModel
from registry.models.stack import StackItem, StackItemQuerySet

MOST_SHOWN: Final = 1_000


@dataclass(frozen=True)
class StackCell:
    """What stands in one ring of a category."""

    ring: StackRing
    items: tuple[StackItem, ...]


@dataclass(frozen=True)
class StackRow:
    """One category, its rings from adopt to retired."""

    category: StackCategory
    cells: tuple[StackCell, ...]


def stack_rows(items: StackItemQuerySet) -> list[StackRow]:
    """Every category with what stands in its rings, by name. One query."""
    placed: dict[tuple[str, str], list[StackItem]] = defaultdict(list)
    for item in items.with_names().order_by("name", "pk")[:MOST_SHOWN]:
        placed[item.category, item.ring].append(item)
    return [StackRow(category, tuple(_cells(category, placed))) for category in StackCategory]


def _cells(
    category: StackCategory, placed: dict[tuple[str, str], list[StackItem]]
) -> Iterable[StackCell]:
    for ring in StackRing:
        yield StackCell(ring, tuple(placed.get((category, ring), ())))


def stack_of_model(model: AIModel) -> list[StackItem]:
    """What of the stack is from the vendor of a model."""
    if model.vendor_id is None:
        return []
    rows = StackItem.objects.filter(vendor=model.vendor_id).order_by("category", "name")
    return list(rows[:20])
