"""Chapters of a board pack as declarations: every room of metrics adds its own.

A chapter gives its pages as a template with its context, its tables for the workbook, its facts as
JSON, and the sentences by which the executive summary tells of it. A room that has nothing to say
of a quarter gives None, and the pack has neither page nor sheet of it.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from typing import Any, Final, TypeAlias

from django.utils.functional import Promise

from metrics.integrations.board_pack import chapters
from metrics.queries.pack_numbers import PackNumbers

Text: TypeAlias = str | Promise
SHORT: Final = 8
"""Rows of a chapter that need no page of their own."""


@dataclass(frozen=True)
class Field:
    """A column of a sheet: its head, its width in characters, and how a spreadsheet writes it."""

    label: Text
    width: int = 14
    form: str = ""


@dataclass(frozen=True)
class Figure:
    """A number in a sheet that is written otherwise than the rest of its column."""

    value: float | None
    form: str


@dataclass(frozen=True)
class Sheet:
    """A table of the workbook; numbers are numbers and days are days."""

    title: Text
    fields: tuple[Field, ...]
    rows: tuple[tuple[Any, ...], ...]


@dataclass(frozen=True)
class Chapter:
    """What a room tells of the quarter. Without a template it has sheets only.

    One that is short follows on the same page: `flows`.
    """

    template: str = ""
    context: Mapping[str, Any] = field(default_factory=dict)
    sheets: tuple[Sheet, ...] = ()
    data: Any = None
    highlights: tuple[str, ...] = ()
    flows: bool = False


Gather: TypeAlias = Callable[[PackNumbers], Chapter | None]


@dataclass(frozen=True)
class Declared:
    """A chapter by its key and its place in the pack."""

    key: str
    title: Text
    order: int
    gather: Gather


@dataclass(frozen=True)
class Bound:
    """A chapter as it stands in one pack."""

    key: str
    title: str
    chapter: Chapter

    @property
    def anchor(self) -> str:
        """The id of its heading."""
        return f"chapter-{self.key}"


_declared: dict[str, Declared] = {}


def chapter(key: str, *, order: int, title: Text) -> Callable[[Gather], Gather]:
    """Declare a chapter; ValueError when its key is taken."""

    def declare(gather: Gather) -> Gather:
        if key in _declared:
            message = f"Chapter {key} is declared twice."
            raise ValueError(message)
        _declared[key] = Declared(key, title, order, gather)
        return gather

    return declare


@cache
def declared_chapters() -> tuple[Declared, ...]:
    """Every chapter in the order of the pack."""
    for module in pkgutil.iter_modules(chapters.__path__):
        import_module(f"{chapters.__name__}.{module.name}")
    return tuple(sorted(_declared.values(), key=lambda one: (one.order, one.key)))


def gathered(numbers: PackNumbers) -> tuple[Bound, ...]:
    """Every chapter that has something to say of the quarter."""
    found = ((one, one.gather(numbers)) for one in declared_chapters())
    return tuple(Bound(one.key, str(one.title), told) for one, told in found if told is not None)
