"""Which table lists which kind of row: a drill-down asks here."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar, TypeVar

from django.db.models import Model

from coe_portal.ui.tables import Table


class RowsTable(Table):
    """Rows behind a number; `related` is what its cells read beside the row.

    `right` is what somebody needs to see such rows, where not all who see the number may.
    """

    related: ClassVar[tuple[str, ...]] = ()
    right: ClassVar[str] = ""


TableClass = TypeVar("TableClass", bound=type[RowsTable])

_tables: dict[type[Model], type[RowsTable]] = {}


def lists(model: type[Model]) -> Callable[[TableClass], TableClass]:
    """Declare the table for rows of this model. ValueError when there is one."""

    def declare(table: TableClass) -> TableClass:
        if model in _tables:
            message = f"Rows of {model.__name__} are listed by two tables."
            raise ValueError(message)
        _tables[model] = table
        return table

    return declare


def table_of(model: type[Model]) -> type[RowsTable]:
    """The table for rows of this model."""
    return _tables[model]
