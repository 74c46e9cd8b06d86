"""Turn one row of a foreign table into the fields and answers of a use case."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from coe_portal.importing.rows import Columns, Problem, ProblemCode, Reading, SourceRow, read_values
from coe_portal.importing.rules import Value, normal
from intake.logic.import_mapping import ANSWER_PREFIX, Key, MappingDocument


class CaseProblem(ProblemCode):
    """What can be wrong with a row that is to become a use case."""

    REPEATED = "repeated", True
    ORGANIZATION = "organization", True
    CHANGED_HERE = "changed_here", True
    REFUSED = "refused", True
    NOT_ASKED = "not_asked"


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
    def digest(self) -> str:
        """SHA-256 (hex) of what would be imported, so that an unchanged row is recognised."""
        return fingerprint(self.fields, self.answers)


def fingerprint(fields: Mapping[str, Value], answers: Mapping[str, object]) -> str:
    """Hash the fields and answers of a row in a canonical form (hex SHA-256)."""
    content = json.dumps([fields, answers], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(content.encode()).hexdigest()


class RowMapper:
    """Applies one mapping to the rows of one file; the column names are matched once."""

    def __init__(self, mapping: MappingDocument, headers: Iterable[str]) -> None:
        names = tuple(headers)
        self.mapping = mapping.for_headers(names)
        self._columns = Columns(self.mapping.columns(), names)

    def missing_columns(self) -> tuple[str, ...]:
        """Columns the mapping cannot do without and the file does not have."""
        return self._columns.missing(self.mapping.required_columns())

    def unused_columns(self, headers: Iterable[str]) -> tuple[str, ...]:
        """Columns of the file that the mapping does not speak of."""
        return self._columns.unused(headers)

    def apply(self, row: SourceRow) -> MappedRow:
        """Read one row. It never fails: what cannot be read is in its problems."""
        reading = self._columns.reading(row)
        values = read_values(self.mapping.rules, reading)
        key = self.mapping.key
        return MappedRow(
            number=row.number,
            line=row.line,
            key=_key(key, reading),
            namesake=_hash(reading.cell(name) for name in key.disambiguate),
            organization=reading.cell(self.mapping.organization),
            organization_name=reading.cell(self.mapping.organization_name),
            fields={name: value for name, value in values.items() if "." not in name},
            answers={
                name.removeprefix(ANSWER_PREFIX): value
                for name, value in values.items()
                if "." in name
            },
            problems=tuple(dict.fromkeys(reading.problems)),
        )


def _key(key: Key, reading: Reading) -> str:
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
