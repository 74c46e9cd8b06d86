"""Pure: read a line of a table of costs. Nothing is guessed: where it could be two, it is none."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

from coe_portal.importing.rows import SourceRow
from coe_portal.importing.rules import normal
from metrics.choices import CostCategory

NEEDED: Final = ("month", "category", "amount", "description")
# What columns may be called, folded as headers are.
HEADERS: Final[Mapping[str, tuple[str, ...]]] = {
    "month": ("month", "date", "day", "period", "booking date", "invoice date"),
    "category": ("category", "kind", "type", "cost category"),
    "amount": ("amount", "net amount", "cost", "net", "total"),
    "description": ("description", "what for", "text", "purpose", "name"),
    "invoice": ("invoice", "invoice number", "reference", "document", "key"),
    "business_unit": ("business unit", "unit", "cost centre", "cost center", "department"),
    "use_case": ("use case", "use-case", "case", "project"),
    "model": ("model", "ai model"),
    "vendor": ("vendor", "supplier", "provider"),
}
MOST_CHARACTERS: Final[Mapping[str, int]] = {"description": 200, "invoice": 120}
CATEGORIES: Final[Mapping[str, CostCategory]] = {
    **{category.value: category for category in CostCategory},
    "staff": CostCategory.PEOPLE,
    "salaries": CostCategory.PEOPLE,
    "personnel": CostCategory.PEOPLE,
    "cloud": CostCategory.PLATFORM,
    "infrastructure": CostCategory.PLATFORM,
    "software": CostCategory.PLATFORM,
    "licences": CostCategory.PLATFORM,
    "licenses": CostCategory.PLATFORM,
    "courses": CostCategory.TRAINING,
    "consulting": CostCategory.EXTERNAL,
    "services": CostCategory.EXTERNAL,
    "external services": CostCategory.EXTERNAL,
}
DAYS: Final = ("%Y-%m", "%Y-%m-%d", "%m/%Y", "%m.%Y", "%d.%m.%Y", "%Y/%m", "%Y-%m-%d %H:%M:%S")
PLAIN: Final = re.compile(r"\d{1,12}(?:[.,]\d{1,2})?", re.ASCII)
GROUPED: Final = re.compile(
    r"\d{1,3}(?P<group>[.,'])\d{3}(?:(?P=group)\d{3})*(?P<rest>.*)", re.ASCII
)
CURRENCIES: Final = re.compile(r"[\s€$£¥]|EUR|USD|GBP|CHF|JPY")


class LineProblem(StrEnum):
    """Why a line cannot be booked."""

    MISSING = "missing"
    MONTH = "month"
    CATEGORY = "category"
    AMOUNT = "amount"
    NOTHING = "nothing"
    LONG = "long"
    UNKNOWN = "unknown"
    DIFFERS = "differs"
    REPEATED = "repeated"
    RANGE = "range"


@dataclass
class CostLine:
    """A line as it was read: texts by target, and what is wrong with it."""

    number: int
    values: dict[str, str]
    problems: list[tuple[LineProblem, str]] = field(default_factory=list)
    known: str = ""

    def report(self, problem: LineProblem, target: str) -> None:
        """Note that a line cannot be booked as it is."""
        self.problems.append((problem, target))

    @property
    def is_ready(self) -> bool:
        """Whether it is to be booked: nothing is wrong, and it is not booked already."""
        return not self.problems and not self.known

    def as_json(self) -> dict[str, Any]:
        """The stored form."""
        return {
            "number": self.number,
            "values": self.values,
            "problems": [list(problem) for problem in self.problems],
            "known": self.known,
        }


def line_of(stored: Mapping[str, Any]) -> CostLine:
    """A line out of its stored form."""
    problems = [(LineProblem(code), target) for code, target in stored["problems"]]
    return CostLine(stored["number"], dict(stored["values"]), problems, stored["known"])


class CostReader:
    """Reads the lines of one table by the names of its columns."""

    def __init__(self, headers: Iterable[str]) -> None:
        by_name = {normal(header): header for header in headers}
        self._column = {
            target: next((by_name[name] for name in names if name in by_name), "")
            for target, names in HEADERS.items()
        }

    def missing(self) -> list[str]:
        """Columns that are needed and not there."""
        return [target for target in NEEDED if not self._column[target]]

    def read(self, row: SourceRow) -> CostLine:
        """Read one line. It never fails: what cannot be read is in its problems."""
        cells = {
            target: row.values.get(column, "").strip() for target, column in self._column.items()
        }
        line = CostLine(row.number, {target: text for target, text in cells.items() if text})
        for target in NEEDED:
            if target not in line.values:
                line.report(LineProblem.MISSING, target)
        _read(line)
        return line


def _read(line: CostLine) -> None:
    """Put month, category and amount into their stored form, or say why not."""
    values = line.values
    if "month" in values and (month := read_month(values["month"])) is None:
        line.report(LineProblem.MONTH, "month")
    elif "month" in values:
        values["month"] = month.isoformat()  # type: ignore[union-attr]
    if "category" in values and (category := CATEGORIES.get(normal(values["category"]))) is None:
        line.report(LineProblem.CATEGORY, "category")
    elif "category" in values:
        values["category"] = str(category)
    if "amount" in values:
        _read_amount(line)
    for target, most in MOST_CHARACTERS.items():
        if len(values.get(target, "")) > most:
            line.report(LineProblem.LONG, target)


def _read_amount(line: CostLine) -> None:
    amount = read_amount(line.values["amount"])
    if amount is None:
        line.report(LineProblem.AMOUNT, "amount")
    elif not amount:
        line.report(LineProblem.NOTHING, "amount")
    else:
        line.values["amount"] = str(amount)


def read_month(text: str) -> dt.date | None:
    """The first day of the month of a day or a month; None for anything else.

    >>> read_month("2026-09"), read_month("15.09.2026"), read_month("09/10/2026")
    (datetime.date(2026, 9, 1), datetime.date(2026, 9, 1), None)
    """
    for pattern in DAYS:
        try:
            return dt.datetime.strptime(text, pattern).date().replace(day=1)  # noqa: DTZ007
        except ValueError:
            continue
    return None


def read_amount(text: str) -> Decimal | None:
    """An amount of money as people write it; None where it could mean two.

    >>> read_amount("1.234,50"), read_amount("€ 1,234.5"), read_amount("(20)"), read_amount("1.234")
    (Decimal('1234.50'), Decimal('1234.5'), Decimal('-20'), None)
    """
    plain = CURRENCIES.sub("", text)
    is_negative = plain.startswith("-") or (plain.startswith("(") and plain.endswith(")"))
    plain = plain.strip("()").lstrip("-+")
    if match := GROUPED.fullmatch(plain):
        plain = _ungrouped(plain, match["group"], match["rest"])
    if not PLAIN.fullmatch(plain):
        return None
    amount = Decimal(plain.replace(",", "."))
    return -amount if is_negative else amount


def _ungrouped(text: str, group: str, rest: str) -> str:
    """Without marks between thousands; nothing where a mark may as well be the decimal one."""
    is_unclear = not rest and text.count(group) == 1 and group != "'"
    return "" if is_unclear or group in rest else text.replace(group, "")
