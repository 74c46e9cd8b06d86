"""Tables as declarations: columns, sorting and the choice of columns, kept in the address."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

from django.core.paginator import Page
from django.db.models import F, QuerySet
from django.http import QueryDict
from django.utils.functional import Promise

from coe_portal.tenancy.models import Organization
from coe_portal.ui import cells
from coe_portal.ui.cells import Cell

__all__ = ["Column", "Header", "Table", "cells"]

NUMERIC = {cells.number, cells.decimal}
PHONE_PLACES = {"title", "badge", "meta", "end", "hidden"}


@dataclass(frozen=True)
class Column:
    """One column.

    `value` reads a row (by default the attribute `name`, with its label where it is a choice);
    the export writes what `value` gives, the page what `cell` makes of it. `sort` are the fields
    to order by, empty for a column that cannot be sorted. `phone` is its place on a small screen:
    title, badge, meta, end or hidden.
    """

    name: str
    label: str | Promise
    cell: Cell = cells.text
    value: Callable[[Any], Any] | None = None
    sort: tuple[str, ...] = ()
    phone: str = "hidden"
    is_default: bool = True

    def __post_init__(self) -> None:
        if self.phone not in PHONE_PLACES:
            msg = f"Column {self.name}: {self.phone} is no place on a phone."
            raise ValueError(msg)

    def read(self, row: Any) -> Any:
        """The value of a row; a choice as the pair (value, label)."""
        if self.value is not None:
            return self.value(row)
        raw = getattr(row, self.name)
        display = getattr(row, f"get_{self.name}_display", None)
        return (raw, display()) if display is not None else raw

    @property
    def css(self) -> str:
        end = "is-end " if self.cell in NUMERIC else ""
        return f"{end}on-phone-{self.phone}"


@dataclass(frozen=True)
class Header:
    """A column's head: `direction` is ascending, descending or empty; `next_sort` for its link."""

    column: Column
    direction: str
    next_sort: str


class Table:
    """Columns over rows. Sort and columns come from the query string; unknown ones are ignored."""

    caption: ClassVar[str | Promise] = ""
    columns: ClassVar[tuple[Column, ...]] = ()
    default_sort: ClassVar[str] = ""
    page: Page[Any]

    def __init__(self, query: QueryDict, *, organization: Organization | None = None) -> None:
        self.query = query
        self.organization = organization

    @cached_property
    def shown(self) -> tuple[Column, ...]:
        """The columns chosen (`?columns=title&columns=tier`), or the default ones."""
        chosen = set(self.query.getlist("columns"))
        picked = tuple(column for column in self.columns if column.name in chosen)
        return picked or tuple(column for column in self.columns if column.is_default)

    @cached_property
    def sort(self) -> str:
        """The column sorted by, with `-` for descending."""
        asked = self.query.get("sort", "")
        known = {column.name for column in self.columns if column.sort}
        return asked if asked.removeprefix("-") in known else self.default_sort

    def ordered(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """The rows in the order of the address; empty values last, ties by primary key."""
        name = self.sort.removeprefix("-")
        column = next((column for column in self.columns if column.name == name), None)
        if column is None:
            return rows
        is_descending = self.sort.startswith("-")
        order = [
            F(field).desc(nulls_last=True) if is_descending else F(field).asc(nulls_last=True)
            for field in column.sort
        ]
        return rows.order_by(*order, "-pk" if is_descending else "pk")

    def headers(self) -> Iterator[Header]:
        for column in self.shown:
            yield self._header(column)

    def body(self) -> Iterator[list[tuple[Column, str]]]:
        """The cells of each row of the page."""
        for row in self.page.object_list:
            yield [(column, column.cell(column.read(row), row)) for column in self.shown]

    def choices(self) -> Iterator[tuple[Column, bool]]:
        """Every column, and whether it is shown: for the column chooser."""
        for column in self.columns:
            yield column, column in self.shown

    def plain_rows(self, rows: Iterable[Any]) -> Iterator[list[Any]]:
        """What an export writes: labels instead of choices, no HTML."""
        for row in rows:
            values = (column.read(row) for column in self.shown)
            yield [value[1] if isinstance(value, tuple) else value for value in values]

    def _header(self, column: Column) -> Header:
        if not column.sort:
            return Header(column, "", "")
        direction = {column.name: "ascending", f"-{column.name}": "descending"}.get(self.sort, "")
        following = f"-{column.name}" if direction == "ascending" else column.name
        return Header(column, direction, following)
