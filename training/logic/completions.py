"""One row of what another learning system exports: who completed which course, when, how well."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from coe_portal.importing.documents import MappingError, object_of, only_known
from coe_portal.importing.rows import (
    Columns,
    Problem,
    ProblemCode,
    SourceRow,
    Unread,
    read_values,
)
from coe_portal.importing.rules import Rule, Value, parse_rules

TARGETS: Final = ("email", "course", "completed_on", "percent", "valid_until", "provider")
NEEDED: Final = ("email", "course", "completed_on")
DAYS: Final = ("completed_on", "valid_until")
MOST_CHARACTERS: Final = 254
DAY_FIRST: Final = ("%d.%m.%Y", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%y", "%d/%m/%y")
MONTH_FIRST: Final = ("%m/%d/%Y", "%m-%d-%Y", "%m/%d/%y")
TIMES: Final = (" %H:%M", " %H:%M:%S")
MOMENTS: Final = ("%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M:%SZ")
MONTHS: Final = 12
ALL: Final = 100


class CompletionProblem(ProblemCode):
    """What can be wrong with a row that is to become a certificate."""

    DAY = "day", True
    FUTURE = "future", True
    ENDS_EARLY = "ends_early", True
    MEMBER = "member", True
    COURSE = "course", True
    REPEATED = "repeated", True
    REVOKED = "revoked", True
    PERCENT = "percent"
    LAPSED = "lapsed"
    DIFFERS = "differs"


@dataclass(frozen=True)
class Completion:
    """A row in the portal's own words; days are ISO texts, as they are stored."""

    number: int
    line: int
    values: Mapping[str, Value]
    problems: tuple[Problem, ...]


def mapping_of(columns: Mapping[str, str], *, day_first: bool) -> dict[str, Any]:
    """Write the mapping document of the chosen columns."""
    return {
        "rules": [
            _rule(target, columns[target], day_first=day_first)
            for target in TARGETS
            if columns.get(target)
        ]
    }


def _rule(target: str, column: str, *, day_first: bool) -> dict[str, Any]:
    rule: dict[str, Any] = {"target": target, "column": column, "required": target in NEEDED}
    if target in DAYS:
        written = DAY_FIRST if day_first else MONTH_FIRST
        with_times = [day + time for day in written for time in TIMES]
        return rule | {"transform": "date", "formats": [*MOMENTS, *written, *with_times]}
    if target == "percent":
        return rule | {"transform": "number"}
    return rule | {"limit": MOST_CHARACTERS}


def parse_mapping(document: object) -> tuple[Rule, ...]:
    """Turn JSON data into rules.

    Raises:
        MappingError: something is unknown, of the wrong type, or a needed target is not filled.
    """
    data = object_of(document, "mapping")
    only_known(data, frozenset({"rules"}), "mapping")
    rules = parse_rules(data, is_target=TARGETS.__contains__)
    missing = set(NEEDED) - {rule.target for rule in rules}
    if missing:
        raise MappingError(f"mapping.rules: a rule for {min(missing)} is needed")
    return rules


def is_day_first(texts: Iterable[str]) -> bool:
    """Guess how days are written: the day is second only where some number there says so.

    >>> is_day_first(["03/04/2025", "03/31/2025"]), is_day_first(["03/04/2025"])
    (False, True)
    """
    for text in texts:
        first, _slash, rest = text.replace("-", "/").partition("/")
        second = rest.partition("/")[0]
        is_month = first.isdecimal() and int(first) <= MONTHS
        if is_month and second.isdecimal() and int(second) > MONTHS:
            return False
    return True


class CompletionReader:
    """Applies one mapping to the rows of one file."""

    def __init__(self, rules: Iterable[Rule], headers: Iterable[str]) -> None:
        self._rules = tuple(rules)
        self._columns = Columns((rule.columns[0] for rule in self._rules), headers)
        self.column = {rule.target: rule.columns[0] for rule in self._rules}

    def missing_columns(self) -> tuple[str, ...]:
        """Columns that the mapping names and the file does not have."""
        return self._columns.missing(self.column.values())

    def read(self, row: SourceRow) -> Completion:
        """Read one row. It never fails: what cannot be read is in its problems."""
        reading = self._columns.reading(row)
        values = read_values(self._rules, reading)
        problems = self._in_our_words(reading.problems)
        percent = values.pop("percent", None)
        whole = whole_percent(percent) if isinstance(percent, int | float) else None
        if whole is not None:
            values["percent"] = whole
        elif percent is not None:
            shown = f"{percent:g}" if isinstance(percent, float) else str(percent)
            problems.append(self.problem("percent", CompletionProblem.PERCENT, shown))
        return Completion(row.number, row.line, values, tuple(problems))

    def problem(self, target: str, code: CompletionProblem, value: object = "") -> Problem:
        """Something to say about the cell that fills a target."""
        return Problem(code, self.column.get(target, ""), str(value))

    def problems_of_days(self, completion: Completion, today: dt.date) -> list[Problem]:
        """What is wrong with the days of a row, as far as they could be read."""
        completed = str(completion.values.get("completed_on", ""))
        until = str(completion.values.get("valid_until", ""))
        problems = []
        if completed > today.isoformat():
            problems.append(self.problem("completed_on", CompletionProblem.FUTURE, completed))
        if until and until < completed:
            problems.append(self.problem("valid_until", CompletionProblem.ENDS_EARLY, until))
        return problems

    def _in_our_words(self, problems: Iterable[Problem]) -> list[Problem]:
        """A day that is needed and cannot be read is one problem, not two."""
        needed = self.column["completed_on"]
        unread = [one for one in problems if (one.code, one.column) == (Unread.DATE, needed)]
        return [
            Problem(CompletionProblem.DAY, needed, one.value) if one in unread else one
            for one in problems
            if not (unread and (one.code, one.column) == (Unread.REQUIRED, needed))
        ]


def whole_percent(number: float) -> int | None:
    """A result from 0 to 100; a workbook says 87 % as 0.87, and nobody passes with 1 %.

    >>> whole_percent(87.4), whole_percent(0.87), whole_percent(1), whole_percent(870)
    (87, 87, 100, None)
    """
    if 0 < number <= 1:
        return round(number * ALL)
    return round(number) if 0 <= number <= ALL else None
