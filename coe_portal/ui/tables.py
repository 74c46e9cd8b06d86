"""Tables as declarations: columns, sorting and the choice of columns, kept in the address."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from operator import attrgetter
from typing import Any, ClassVar

from django.core.paginator import Page
from django.db.models import F, Model, QuerySet
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy as _

from coe_portal.tenancy.models import Organization
from coe_portal.ui import cells
from coe_portal.ui.cells import Cell
from coe_portal.ui.markup import markup

__all__ = ["REFERENCE", "Column", "Header", "Table", "cells"]

NUMERIC = {cells.number, cells.decimal, cells.amount, cells.money}
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

    def reader(self, kind: type) -> Callable[[Any], Any]:
        """Reads the value of rows of a kind; a choice as the pair (value, label)."""
        if self.value is not None:
            return self.value
        read = attrgetter(self.name)
        labels = choice_labels(kind, self.name, get_language() or "")
        return read if labels is None else lambda row: (raw := read(row), labels.get(raw, raw))

    @property
    def css(self) -> str:
        end = "is-end " if self.cell in NUMERIC else ""
        return f"{end}on-phone-{self.phone}"


# What is called UC-42, with a link to its page.
REFERENCE = Column("reference", _("Id"), cells.link(), sort=("number",), phone="meta")


@dataclass(frozen=True)
class Header:
    """A column's head: `direction` is ascending, descending or empty; `next_sort` for its link."""

    column: Column
    direction: str
    next_sort: str


@lru_cache(maxsize=512)
def choice_labels(kind: Any, name: str, language: str) -> Mapping[Any, str] | None:
    """The labels of a field's choices in a language; None for what is no choice.

    Django's `get_…_display()` works the whole list of choices out for every single value.
    """
    del language  # only tells translations apart
    if not (isinstance(kind, type) and issubclass(kind, Model)):
        return None
    field = next((one for one in kind._meta.concrete_fields if one.name == name), None)
    if field is None or not field.choices:
        return None
    return {value: str(label) for value, label in field.flatchoices}


class Table:
    """Columns over rows. Sort and columns come from the query string; unknown ones are ignored."""

    caption: ClassVar[str | Promise] = ""
    columns: ClassVar[tuple[Column, ...]] = ()
    default_sort: ClassVar[str] = ""
    # `is-cards` shows each row as a card on a phone; `is-wide` keeps the table and lets it scroll.
    css: ClassVar[str] = "is-cards"
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

    def lines(self) -> Iterator[SafeString]:
        """The cells of each row of the page as HTML: in Python, because a page has hundreds."""
        rows = list(self.page.object_list)
        kind: type = type(rows[0]) if rows else object
        form = "".join(self._place(column) for column in self.shown)
        cells_of = [(column.cell, column.reader(kind)) for column in self.shown]
        for row in rows:
            yield markup(form, *(cell(read(row), row) for cell, read in cells_of))

    def choices(self) -> Iterator[tuple[Column, bool]]:
        """Every column, and whether it is shown: for the column chooser."""
        for column in self.columns:
            yield column, column in self.shown

    def plain_rows(self, rows: Iterable[Any]) -> Iterator[list[Any]]:
        """What an export writes: labels instead of choices, no HTML."""
        readers: list[Callable[[Any], Any]] = []
        for row in rows:
            readers = readers or [column.reader(type(row)) for column in self.shown]
            values = (read(row) for read in readers)
            yield [value[1] if isinstance(value, tuple) else value for value in values]

    def _place(self, column: Column) -> str:
        """A cell's element; in a wide table the first one is the head of its row."""
        if self.css != "is-cards" and column is self.shown[0]:
            return '<th scope="row">{}</th>'
        return f'<td class="{column.css}">{{}}</td>'

    def _header(self, column: Column) -> Header:
        if not column.sort:
            return Header(column, "", "")
        direction = {column.name: "ascending", f"-{column.name}": "descending"}.get(self.sort, "")
        following = f"-{column.name}" if direction == "ascending" else column.name
        return Header(column, direction, following)
