"""Requirements out of the rows of a file, and what is wrong with each row. Pure."""

from __future__ import annotations

import datetime as dt
import enum
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from governance.choices import RequirementStatus
from governance.logic.frameworks import RequirementRow, with_groups

COLUMNS: Final = (
    "code",
    "title",
    "parent",
    "summary",
    "note",
    "status",
    "applies_from",
    "roles",
    "classes",
    "tiers",
    "evidence",
)
NEEDED: Final = ("code", "title")
LONGEST: Final = {"code": 60, "parent": 60, "title": 300, "summary": 4000, "note": 2000}
CODE: Final = re.compile(r"^[\w.()\-: ]+$")
MOST_PROBLEMS: Final = 50


class FileProblem(enum.StrEnum):
    """What can be wrong with a cell."""

    MISSING = "missing"
    TOO_LONG = "too_long"
    SIGNS = "signs"
    TWICE = "twice"
    UNKNOWN_PARENT = "unknown_parent"
    CIRCLE = "circle"
    DATE = "date"
    CHOICE = "choice"


@dataclass(frozen=True)
class RowProblem:
    """A cell that cannot be used: the line of the file, its column, and what stands there."""

    line: int
    column: str
    problem: FileProblem
    value: str = ""


@dataclass(frozen=True)
class Allowed:
    """The words that lists may hold."""

    roles: frozenset[str]
    classes: frozenset[str]
    tiers: frozenset[str]


@dataclass(frozen=True)
class FileReading:
    """The requirements of a file, and the first problems; with problems nothing is taken."""

    rows: tuple[RequirementRow, ...]
    problems: tuple[RowProblem, ...]


def read_requirements(
    lines: Iterable[tuple[int, Mapping[str, str]]], allowed: Allowed
) -> FileReading:
    """Read numbered rows of text; cells of several values are parted by `;`."""
    rows: dict[str, RequirementRow] = {}
    places: dict[str, int] = {}
    problems: list[RowProblem] = []
    for line, cells in lines:
        clean = {name: " ".join(cells.get(name, "").split()) for name in COLUMNS}
        found = list(_problems(line, clean, allowed))
        if clean["code"] in rows:
            found.append(RowProblem(line, "code", FileProblem.TWICE, clean["code"]))
        problems += found
        if not found:
            rows[clean["code"]] = _row(clean)
            places[clean["code"]] = line
    if not problems:
        problems = list(_family_problems(rows, places))
    return FileReading(with_groups(rows.values()), tuple(problems[:MOST_PROBLEMS]))


def _problems(line: int, cells: Mapping[str, str], allowed: Allowed) -> Iterable[RowProblem]:
    for name in NEEDED:
        if not cells[name]:
            yield RowProblem(line, name, FileProblem.MISSING)
    for name, most in LONGEST.items():
        if len(cells[name]) > most:
            yield RowProblem(line, name, FileProblem.TOO_LONG, cells[name][:40])
    if cells["code"] and not CODE.match(cells["code"]):
        yield RowProblem(line, "code", FileProblem.SIGNS, cells["code"])
    yield from _word_problems(line, cells, allowed)


def _word_problems(line: int, cells: Mapping[str, str], allowed: Allowed) -> Iterable[RowProblem]:
    if cells["applies_from"] and _day(cells["applies_from"]) is None:
        yield RowProblem(line, "applies_from", FileProblem.DATE, cells["applies_from"])
    if cells["status"] and cells["status"] not in set(RequirementStatus):
        yield RowProblem(line, "status", FileProblem.CHOICE, cells["status"])
    for name in ("roles", "classes", "tiers"):
        for value in set(_parts(cells[name])) - getattr(allowed, name):
            yield RowProblem(line, name, FileProblem.CHOICE, value)


def _family_problems(
    rows: Mapping[str, RequirementRow], places: Mapping[str, int]
) -> Iterable[RowProblem]:
    for code, row in rows.items():
        if row.parent and row.parent not in rows:
            yield RowProblem(places[code], "parent", FileProblem.UNKNOWN_PARENT, row.parent)
        elif _is_below_itself(rows, code):
            yield RowProblem(places[code], "parent", FileProblem.CIRCLE, row.parent)


def _is_below_itself(rows: Mapping[str, RequirementRow], code: str) -> bool:
    seen, at = set(), rows[code].parent
    while at in rows and at not in seen:
        if at == code:
            return True
        seen.add(at)
        at = rows[at].parent
    return False


def _row(cells: Mapping[str, str]) -> RequirementRow:
    return RequirementRow(
        code=cells["code"],
        title=cells["title"],
        parent=cells["parent"],
        summary=cells["summary"],
        note=cells["note"],
        status=RequirementStatus(cells["status"] or RequirementStatus.IN_FORCE),
        applies_from=_day(cells["applies_from"]),
        roles=_parts(cells["roles"]),
        classes=_parts(cells["classes"]),
        tiers=_parts(cells["tiers"]),
        evidence=_parts(cells["evidence"]),
    )


def _parts(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(";") if part.strip())


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text[:10])
    except ValueError:
        return None
