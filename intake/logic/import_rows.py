"""Turn one row of a foreign table into fields and answers, and say what could not be read.

Nothing is guessed: a cell that is empty, says "not applicable", or has a value that the mapping
does not translate leaves the answer missing, and the last of these is reported.
"""

from __future__ import annotations

import datetime as dt
import enum
import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from intake.logic.import_mapping import (
    Combine,
    Key,
    MappingDocument,
    Rule,
    Transform,
    Value,
    normal,
)

SHOWN_VALUE: Final = 160
YES: Final = frozenset({"yes", "y", "true", "1"})
NO: Final = frozenset({"no", "n", "false", "0"})


class ProblemCode(enum.StrEnum):
    """What can be wrong with a row."""

    REQUIRED = "required"
    DAMAGED = "damaged"
    REPEATED = "repeated"
    ORGANIZATION = "organization"
    CHANGED_HERE = "changed_here"
    REFUSED = "refused"
    VALUE = "value"
    DATE = "date"
    NUMBER = "number"
    SHORTENED = "shortened"
    STAGE_ASSUMED = "stage_assumed"
    NOT_ASKED = "not_asked"


BLOCKING: Final = frozenset(
    {
        ProblemCode.REQUIRED,
        ProblemCode.DAMAGED,
        ProblemCode.REPEATED,
        ProblemCode.ORGANIZATION,
        ProblemCode.CHANGED_HERE,
        ProblemCode.REFUSED,
    }
)


@dataclass(frozen=True)
class Problem:
    """One thing to say about a row: the column it is in and the text that was found there."""

    code: ProblemCode
    column: str = ""
    value: str = ""

    @property
    def is_blocking(self) -> bool:
        """Whether the row cannot be imported because of it."""
        return self.code in BLOCKING

    def as_json(self) -> dict[str, str | bool]:
        """The stored form."""
        return {
            "code": str(self.code),
            "column": self.column,
            "value": self.value[:SHOWN_VALUE],
            "blocking": self.is_blocking,
        }


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


@dataclass(frozen=True)
class MappedRow:
    """A row in the portal's own words."""

    number: int
    line: int
    key: str
    namesake: str
    organization: str
    organization_name: str
    fields: Mapping[str, Value]
    answers: Mapping[str, Value]
    problems: tuple[Problem, ...]

    @property
    def is_importable(self) -> bool:
        """Whether no problem stands in the way."""
        return not any(problem.is_blocking for problem in self.problems)

    @property
    def digest(self) -> str:
        """SHA-256 (hex) of what would be imported, so that an unchanged row is recognised."""
        return fingerprint(self.fields, self.answers)


def fingerprint(fields: Mapping[str, Value], answers: Mapping[str, object]) -> str:
    """Hash the fields and answers of a row in a canonical form (hex SHA-256)."""
    content = json.dumps([fields, answers], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(content.encode()).hexdigest()


@dataclass
class _Reading:
    """The cells of one row, and the problems met while reading them."""

    cells: Mapping[str, str]
    problems: list[Problem] = field(default_factory=list)

    def cell(self, column: str) -> str:
        return self.cells.get(column, "")

    def report(self, code: ProblemCode, column: str, value: str = "") -> None:
        self.problems.append(Problem(code, column, value[:SHOWN_VALUE]))


class RowMapper:
    """Applies one mapping to the rows of one file; the column names are matched once."""

    def __init__(self, mapping: MappingDocument, headers: Iterable[str]) -> None:
        names = tuple(headers)
        by_name = {normal(header): header for header in reversed(names)}
        self.mapping = mapping.for_headers(names)
        self._header = {name: by_name.get(normal(name), "") for name in self.mapping.columns()}

    def missing_columns(self) -> tuple[str, ...]:
        """Columns the mapping cannot do without and the file does not have."""
        required = self.mapping.required_columns()
        return tuple(sorted(name for name in required if not self._header[name]))

    def unused_columns(self, headers: Iterable[str]) -> tuple[str, ...]:
        """Columns of the file that the mapping does not speak of."""
        used = set(self._header.values())
        return tuple(header for header in headers if header not in used)

    def apply(self, row: SourceRow) -> MappedRow:
        """Read one row. It never fails: what cannot be read is in its problems."""
        cells = {name: row.values.get(header, "") for name, header in self._header.items()}
        reading = _Reading(cells)
        if row.cells_surplus or row.cells_missing > 1:
            reading.report(ProblemCode.DAMAGED, "")
        fields, answers = self._read(reading)
        key = self.mapping.key
        return MappedRow(
            number=row.number,
            line=row.line,
            key=_key(key, reading),
            namesake=_hash(reading.cell(name) for name in key.disambiguate),
            organization=reading.cell(self.mapping.organization),
            organization_name=reading.cell(self.mapping.organization_name),
            fields=fields,
            answers=answers,
            problems=tuple(dict.fromkeys(reading.problems)),
        )

    def _read(self, reading: _Reading) -> tuple[dict[str, Value], dict[str, Value]]:
        fields: dict[str, Value] = {}
        answers: dict[str, Value] = {}
        for rule in self.mapping.rules:
            value = read_value(rule, reading)
            if value is None:
                continue
            if rule.answer:
                answers[rule.answer] = value
            else:
                fields[rule.target] = value
        return fields, answers


def read_value(rule: Rule, reading: _Reading) -> Value | None:
    """Fill one target from its columns; None when the file does not say."""
    if rule.transform is Transform.LABELLED:
        value: Value | None = _labelled(rule, reading)
    elif rule.combine is Combine.ANY:
        value = _any_yes([_one(rule, column, reading) for column in rule.columns])
    else:
        value = next(_answers(rule, reading), None)
    if value is None and rule.required:
        reading.report(ProblemCode.REQUIRED, rule.columns[0])
    if value is None and rule.when_missing:
        reading.report(ProblemCode.STAGE_ASSUMED, rule.columns[0], rule.when_missing)
        return rule.when_missing
    return _shortened(rule, value, reading)


def _answers(rule: Rule, reading: _Reading) -> Iterator[Value]:
    for column in rule.columns:
        value = _one(rule, column, reading)
        if value is not None:
            yield value


def _any_yes(values: list[Value | None]) -> bool | None:
    """Yes when any column says yes; no only when every one of them says no."""
    if any(value is True for value in values):
        return True
    return False if values and all(value is False for value in values) else None


def _one(rule: Rule, column: str, reading: _Reading) -> Value | None:
    text = reading.cell(column)
    if not text or (folded := normal(text)) in rule.blanks or not folded:
        return None
    return _READERS[rule.transform](rule, column, text, reading)


def _read_text(rule: Rule, column: str, text: str, reading: _Reading) -> Value | None:
    del column, reading
    return rule.values.get(normal(text), text) if rule.values else text


def _read_number(rule: Rule, column: str, text: str, reading: _Reading) -> Value | None:
    del rule
    plain = re.sub(r"[\s,$€£%]", "", text)
    if re.fullmatch(r"-?\d{1,15}(\.\d{1,6})?", plain):
        number = float(plain)
        return int(number) if number.is_integer() else number
    reading.report(ProblemCode.NUMBER, column, text)
    return None


def _read_date(rule: Rule, column: str, text: str, reading: _Reading) -> Value | None:
    for pattern in ("%Y-%m-%d", *rule.formats):
        try:
            parsed = dt.datetime.strptime(text, pattern)  # noqa: DTZ007 - a day, no time zone
        except ValueError:
            continue
        day = parsed.date().isoformat()
        if day >= rule.earliest:
            return day
    reading.report(ProblemCode.DATE, column, text)
    return None


def _read_choice(rule: Rule, column: str, text: str, reading: _Reading) -> Value | None:
    if not rule.values and not rule.prefixes:
        plain = yes_no(text)
        return text if plain is None else plain
    if rule.separators and normal(text) not in rule.values:
        return _any_yes([_part(rule, column, part, reading) for part in _parts(rule, text)])
    return _part(rule, column, text, reading)


def _read_choices(rule: Rule, column: str, text: str, reading: _Reading) -> Value | None:
    found, whole = _translate(rule, text)
    values = [whole] if found else [_part(rule, column, p, reading) for p in _parts(rule, text)]
    if values == [[]]:
        return []
    chosen: set[str] = set()
    for value in values:
        chosen.update(value if isinstance(value, list) else [str(value)] * (value is not None))
    return sorted(chosen) or None


def _part(rule: Rule, column: str, text: str, reading: _Reading) -> Value | None:
    """Translate one of several values in a cell; without a table the text is the value."""
    found, value = _translate(rule, text)
    if found or not (rule.values or rule.prefixes):
        return value if found else text
    reading.report(ProblemCode.VALUE, column, text)
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


def _labelled(rule: Rule, reading: _Reading) -> str | None:
    parts = []
    labels = (*rule.labels, *("" for _column in rule.columns))
    for column, label in zip(rule.columns, labels, strict=False):
        text = reading.cell(column)
        if text and normal(text) not in rule.blanks:
            parts.append(f"{label.strip()}: {text}" if label.strip() else text)
    return "\n\n".join(parts) or None


def _shortened(rule: Rule, value: Value | None, reading: _Reading) -> Value | None:
    if not rule.limit or not isinstance(value, str) or len(value) <= rule.limit:
        return value
    reading.report(ProblemCode.SHORTENED, rule.columns[0], value)
    return value[: rule.limit - 1].rstrip() + "…"


_READERS: Final[Mapping[Transform, Callable[[Rule, str, str, _Reading], Value | None]]] = {
    Transform.TEXT: _read_text,
    Transform.NUMBER: _read_number,
    Transform.DATE: _read_date,
    Transform.CHOICE: _read_choice,
    Transform.CHOICES: _read_choices,
}


def _key(key: Key, reading: _Reading) -> str:
    return f"{key.namespace}:{_hash(reading.cell(name) for name in key.columns)}"


def _hash(texts: Iterable[str]) -> str:
    content = "\x1f".join(normal(text) for text in texts)
    return hashlib.sha256(content.encode()).hexdigest()[:24]


@dataclass(frozen=True)
class Verdict:
    """What the whole file says about one row's key: its final form, or the row that it repeats."""

    number: int
    key: str
    repeats: int | None = None


class KeyLedger:
    """Tells namesakes apart once every row is known, whatever the order of the rows.

    Rows with one key are different use cases when the disambiguating columns differ: each of them
    then carries their hash. Rows that agree there too are one use case, entered twice: the first
    stands, the others are reported with its number.
    """

    def __init__(self) -> None:
        self._rows: defaultdict[str, list[tuple[int, str]]] = defaultdict(list)

    def add(self, row: MappedRow) -> None:
        """Note one row. Rows that cannot be imported anyway should not be added."""
        self._rows[row.key].append((row.number, row.namesake))

    def verdicts(self) -> Iterator[Verdict]:
        """Yield a verdict for each row whose key is shared; other keys stay as they are."""
        for key, rows in self._rows.items():
            if len(rows) == 1:
                continue
            apart = len({namesake for _number, namesake in rows}) > 1
            first: dict[str, int] = {}
            for number, namesake in sorted(rows):
                final = f"{key}-{namesake[:12]}" if apart else key
                standing = first.setdefault(namesake, number)
                yield Verdict(number, final, None if standing == number else standing)
