"""How much of one kind a case file tells: all of it in any real case, and never without end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

from django.db.models import QuerySet

MOST: Final = 200
RowT = TypeVar("RowT")


@dataclass(frozen=True)
class Kept(Generic[RowT]):
    """Rows in the order of time; `left_out` older ones are not told."""

    rows: tuple[RowT, ...]
    left_out: int = 0


def newest(rows: QuerySet[Any], most: int = MOST) -> Kept[Any]:
    """The last of a queryset that begins with the newest."""
    found = list(rows[:most])
    left_out = rows.count() - most if len(found) == most else 0
    return Kept(tuple(reversed(found)), left_out)
