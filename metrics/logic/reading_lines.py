"""Pure: read a line of a table of readings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from coe_portal.importing.rules import normal

NEEDED: Final = ("kpi", "day", "value")
COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "kpi": ("kpi", "code", "kpi code"),
    "day": ("day", "date", "month"),
    "value": ("value", "number", "amount"),
    "unit": ("unit", "business unit", "business unit code"),
    "source": ("source", "system"),
    "note": ("note", "comment", "remark"),
}


@dataclass(frozen=True)
class ReadingLine:
    """A line as text; `day` and `value` are None where they cannot be read."""

    number: int
    kpi: str
    day: dt.date | None
    value: float | None
    unit: str
    source: str
    note: str


def columns_of(headers: Iterable[str]) -> dict[str, str]:
    """Which column holds what, for those that are there."""
    named = {normal(header): header for header in headers}
    found = {
        target: next((named[name] for name in names if name in named), "")
        for target, names in COLUMNS.items()
    }
    return {target: header for target, header in found.items() if header}


def read_line(number: int, values: Mapping[str, str], columns: Mapping[str, str]) -> ReadingLine:
    """A row of the file, by its columns."""
    text = {target: values.get(columns.get(target, ""), "").strip() for target in COLUMNS}
    return ReadingLine(
        number=number,
        kpi=text["kpi"].lower(),
        day=_day(text["day"]),
        value=_number(text["value"]),
        unit=text["unit"],
        source=text["source"],
        note=text["note"],
    )


def _day(text: str) -> dt.date | None:
    """2026-03-31, also with a time after it."""
    try:
        return dt.date.fromisoformat(text[:10])
    except ValueError:
        return None


def _number(text: str) -> float | None:
    """12.5 or 12,5; without marks between thousands, which could mean both."""
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return None
