"""Read the cells of a foreign row by rules, and say what could not be read.

Nothing is guessed: a cell that is empty, says "not applicable", or has a value that the rule does
not translate leaves the target missing, and the last of these is reported.
"""

from __future__ import annotations

import datetime as dt
import enum
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Self

from coe_portal.importing.rules import Combine, Rule, Transform, Value, normal

SHOWN_VALUE: Final = 160
YES: Final = frozenset({"yes", "y", "true", "1"})
NO: Final = frozenset({"no", "n", "false", "0"})


class ProblemCode(enum.StrEnum):
    """What can be wrong with a row: a code, and whether the row cannot be imported because of it.

    Reading has the codes below; every import adds its own.
    """

    is_blocking: bool

    def __new__(cls, code: str, is_blocking: bool = False) -> Self:  # noqa: FBT001, FBT002
        """Take the members as pairs."""
        member = str.__new__(cls, code)
        member._value_ = code
        member.is_blocking = is_blocking
        return member


class Unread(ProblemCode):
    """What can be wrong with the cells themselves."""

    REQUIRED = "required", True
    DAMAGED = "damaged", True
    VALUE = "value"
    DATE = "date"
    NUMBER = "number"
    SHORTENED = "shortened"
    ASSUMED = "stage_assumed"  # as it has been stored from the beginning


@dataclass(frozen=True)
class Problem:
    """One thing to say about a row: the column it is in and the text that was found there."""

    code: ProblemCode
    column: str = ""
    value: str = ""

    @property
    def is_blocking(self) -> bool:
        """Whether the row cannot be imported because of it."""
        return self.code.is_blocking

    def as_json(self) -> dict[str, str | bool]:
        """The stored form."""
        return {
            "code": str(self.code),
            "column": self.column,
            "value": self.value[:SHOWN_VALUE],
            "blocking": self.is_blocking,
        }


def notes_of(
    problems: Iterable[Mapping[str, Any]], texts: Mapping[str, object]
) -> list[dict[str, Any]]:
    """Stored problems with their texts, the blocking ones first."""
    found = [{**problem, "text": texts[problem["code"]]} for problem in problems]
    return sorted(found, key=lambda note: not note["blocking"])


def remark(notes: Iterable[Mapping[str, Any]]) -> str:
    """Notes as one text: column, what is wrong, and the value that was found."""
    return " ".join(
        " ".join(filter(None, (_column(note), str(note["text"]), _quoted(note)))) for note in notes
    )


def _column(note: Mapping[str, Any]) -> str:
    return f"{note['column']}:" if note["column"] else ""


def _quoted(note: Mapping[str, Any]) -> str:
    return f"({note['value']})" if note["value"] else ""


@dataclass(frozen=True)
class SourceRow:
    """A row as it stands in the file.

    `number` counts as a spreadsheet program does (the header is row 1); `line` is where the record
    begins in the text file, which differs when cells hold line breaks.
    """

    number: int
    line: int
    values: Mapping[str, str]
    cells_missing: int = 0
    cells_surplus: int = 0


@dataclass
class Reading:
    """The cells of one row, and the problems met while reading them."""

    cells: Mapping[str, str]
    problems: list[Problem] = field(default_factory=list)

    def cell(self, column: str) -> str:
        return self.cells.get(column, "")

    def report(self, code: ProblemCode, column: str, value: str = "") -> None:
        self.problems.append(Problem(code, column, value[:SHOWN_VALUE]))


class Columns:
    """The columns that somebody speaks of, matched once with the headers of a file."""

    def __init__(self, names: Iterable[str], headers: Iterable[str]) -> None:
        by_name = {normal(header): header for header in reversed(tuple(headers))}
        self._header = {name: by_name.get(normal(name), "") for name in names}

    def missing(self, needed: Iterable[str]) -> tuple[str, ...]:
        """Those that are needed and that the file does not have."""
        return tuple(sorted(name for name in needed if not self._header[name]))

    def unused(self, headers: Iterable[str]) -> tuple[str, ...]:
        """Columns of the file that nobody speaks of."""
        used = set(self._header.values())
        return tuple(header for header in headers if header not in used)

    def reading(self, row: SourceRow) -> Reading:
        """Begin to read a row."""
        cells = {name: row.values.get(header, "") for name, header in self._header.items()}
        reading = Reading(cells)
        if row.cells_surplus or row.cells_missing > 1:
            reading.report(Unread.DAMAGED, "")
        return reading


def read_values(rules: Iterable[Rule], reading: Reading) -> dict[str, Value]:
    """Fill the targets that the row says something about."""
    found = ((rule.target, read_value(rule, reading)) for rule in rules)
    return {target: value for target, value in found if value is not None}


def read_value(rule: Rule, reading: Reading) -> Value | None:
    """Fill one target from its columns; None when the file does not say."""
    if rule.transform is Transform.LABELLED:
        value: Value | None = _labelled(rule, reading)
    elif rule.combine is Combine.ANY:
        value = _any_yes([_one(rule, column, reading) for column in rule.columns])
    else:
        value = next(_answers(rule, reading), None)
    if value is None and rule.required:
        reading.report(Unread.REQUIRED, rule.columns[0])
    if value is None and rule.when_missing:
        reading.report(Unread.ASSUMED, rule.columns[0], rule.when_missing)
        return rule.when_missing
    return _shortened(rule, value, reading)


def _answers(rule: Rule, reading: Reading) -> Iterator[Value]:
    for column in rule.columns:
        value = _one(rule, column, reading)
        if value is not None:
            yield value


def _any_yes(values: list[Value | None]) -> bool | None:
    """Yes when any column says yes; no only when every one of them says no."""
    if any(value is True for value in values):
        return True
    return False if values and all(value is False for value in values) else None


def _one(rule: Rule, column: str, reading: Reading) -> Value | None:
    text = reading.cell(column)
    if not text or (folded := normal(text)) in rule.blanks or not folded:
        return None
    return _READERS[rule.transform](rule, column, text, reading)


def _read_text(rule: Rule, column: str, text: str, reading: Reading) -> Value | None:
    del column, reading
    return rule.values.get(normal(text), text) if rule.values else text


def _read_number(rule: Rule, column: str, text: str, reading: Reading) -> Value | None:
    del rule
    plain = re.sub(r"[\s,$€£%]", "", text)
    if re.fullmatch(r"-?\d{1,15}(\.\d{1,6})?", plain):
        number = float(plain)
        return int(number) if number.is_integer() else number
    reading.report(Unread.NUMBER, column, text)
    return None


def _read_date(rule: Rule, column: str, text: str, reading: Reading) -> Value | None:
    for pattern in ("%Y-%m-%d", *rule.formats):
        try:
            parsed = dt.datetime.strptime(text, pattern)  # noqa: DTZ007 - a day, no time zone
        except ValueError:
            continue
        day = parsed.date().isoformat()
        if day >= rule.earliest:
            return day
    reading.report(Unread.DATE, column, text)
    return None


def _read_choice(rule: Rule, column: str, text: str, reading: Reading) -> Value | None:
    if not rule.values and not rule.prefixes:
        plain = yes_no(text)
        return text if plain is None else plain
    if rule.separators and normal(text) not in rule.values:
        return _any_yes([_part(rule, column, part, reading) for part in _parts(rule, text)])
    return _part(rule, column, text, reading)


def _read_choices(rule: Rule, column: str, text: str, reading: Reading) -> Value | None:
    found, whole = _translate(rule, text)
    values = [whole] if found else [_part(rule, column, p, reading) for p in _parts(rule, text)]
    if values == [[]]:
        return []
    chosen: set[str] = set()
    for value in values:
        chosen.update(value if isinstance(value, list) else [str(value)] * (value is not None))
    return sorted(chosen) or None


def _part(rule: Rule, column: str, text: str, reading: Reading) -> Value | None:
    """Translate one of several values in a cell; without a table the text is the value."""
    found, value = _translate(rule, text)
    if found or not (rule.values or rule.prefixes):
        return value if found else text
    reading.report(Unread.VALUE, column, text)
    return None


def _parts(rule: Rule, text: str) -> list[str]:
    pattern = f"[{re.escape(rule.separators or ';')}\n]"
    parts = [part.strip(' "[]') for part in re.split(pattern, text)]
    return [part for part in parts if part and normal(part) not in rule.blanks]


def _translate(rule: Rule, text: str) -> tuple[bool, Value | None]:
    """Look the text up: whether the table knows it, and what it says."""
    folded = normal(text)
    if folded in rule.values:
        return True, rule.values[folded]
    for start, value in rule.prefixes:
        if folded.startswith(start):
            return True, value
    return False, None


def yes_no(text: str) -> bool | None:
    """Read a plain yes or no.

    >>> yes_no("Yes"), yes_no("FALSE"), yes_no("perhaps")
    (True, False, None)
    """
    folded = normal(text)
    if folded in YES:
        return True
    return False if folded in NO else None


def _labelled(rule: Rule, reading: Reading) -> str | None:
    parts = []
    labels = (*rule.labels, *("" for _column in rule.columns))
    for column, label in zip(rule.columns, labels, strict=False):
        text = reading.cell(column)
        if text and normal(text) not in rule.blanks:
            parts.append(f"{label.strip()}: {text}" if label.strip() else text)
    return "\n\n".join(parts) or None


def _shortened(rule: Rule, value: Value | None, reading: Reading) -> Value | None:
    if not rule.limit or not isinstance(value, str) or len(value) <= rule.limit:
        return value
    reading.report(Unread.SHORTENED, rule.columns[0], value)
    return value[: rule.limit - 1].rstrip() + "…"


_READERS: Final[Mapping[Transform, Callable[[Rule, str, str, Reading], Value | None]]] = {
    Transform.TEXT: _read_text,
    Transform.NUMBER: _read_number,
    Transform.DATE: _read_date,
    Transform.CHOICE: _read_choice,
    Transform.CHOICES: _read_choices,
}
