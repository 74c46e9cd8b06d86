"""Columns and files of a dataset as people write them: one a line, parts with a bar between."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, Final, TypeVar

MOST_COLUMNS: Final = 2_000
MOST_FILES: Final = 500
LONGEST_NAME: Final = 200
LONGEST_TYPE: Final = 60
LONGEST_TEXT: Final = 1_000
LONGEST_ADDRESS: Final = 1_000
MOST_BYTES: Final = 2**62
SHA256: Final = re.compile(r"[0-9a-f]{64}")
SIZE: Final = re.compile(r"(\d+(?:\.\d+)?)\s*([kmgtp]i?)?(?:b|bytes?)?", re.IGNORECASE)
PERSONAL: Final = "personal"
# No address has them, and none of the parts needs them.
CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
WEB: Final = re.compile(r"https?://[^\s|]+", re.IGNORECASE)
RowT = TypeVar("RowT", "Column", "DatasetFile")


class Fault(StrEnum):
    """What is wrong with a line."""

    NAME = "name"
    TWICE = "twice"
    SIZE = "size"
    DIGEST = "digest"
    TOO_LONG = "too_long"
    TOO_MANY = "too_many"


class LineError(ValueError):
    """A line that cannot be read: its number, from 1, and what is wrong with it."""

    def __init__(self, number: int, fault: Fault) -> None:
        super().__init__(f"{number}: {fault}")
        self.number, self.fault = number, fault


@dataclass(frozen=True)
class Column:
    """One column, or one field of a record."""

    name: str
    type: str = ""
    is_personal: bool = False
    text: str = ""

    @property
    def line(self) -> str:
        marks = PERSONAL if self.is_personal else ""
        return _line(self.name, self.type, marks, self.text)


@dataclass(frozen=True)
class DatasetFile:
    """One file of the dataset: where it is, its size in bytes, its SHA-256 in hex."""

    name: str
    url: str = ""
    size: int | None = None
    sha256: str = ""

    @property
    def line(self) -> str:
        size = "" if self.size is None else str(self.size)
        return _line(self.name, self.url, size, self.sha256)

    @property
    def is_on_the_web(self) -> bool:
        """Whether the address may be a link on a page."""
        return WEB.fullmatch(self.url) is not None


def read_columns(text: str) -> tuple[Column, ...]:
    """`name | type | personal | description`, one a line; LineError for the first bad one."""
    return _read(text, _column, MOST_COLUMNS)


def read_files(text: str) -> tuple[DatasetFile, ...]:
    """`name | address | size | SHA-256`, one a line; LineError for the first bad one."""
    return _read(text, _file, MOST_FILES)


def written(rows: Iterable[Column | DatasetFile]) -> str:
    """The lines that read as these rows."""
    return "\n".join(row.line for row in rows)


def stored(rows: Iterable[Column | DatasetFile]) -> list[dict[str, Any]]:
    """The rows as the database keeps them."""
    return [asdict(row) for row in rows]


def stored_columns(rows: Iterable[Mapping[str, Any]]) -> tuple[Column, ...]:
    """The columns that the database keeps."""
    return tuple(Column(**row) for row in rows)


def stored_files(rows: Iterable[Mapping[str, Any]]) -> tuple[DatasetFile, ...]:
    """The files that the database keeps."""
    return tuple(DatasetFile(**row) for row in rows)


def checked(rows: Iterable[RowT], most: int) -> tuple[RowT, ...]:
    """The rows, when each name is there once and nothing is too long; else LineError."""
    kept: dict[str, RowT] = {}
    for number, row in enumerate(rows, start=1):
        if number > most:
            raise LineError(number, Fault.TOO_MANY)
        if not row.name:
            raise LineError(number, Fault.NAME)
        if row.name in kept:
            raise LineError(number, Fault.TWICE)
        if fault := _fault(row):
            raise LineError(number, fault)
        kept[row.name] = row
    return tuple(kept.values())


def read_size(text: str) -> int | None:
    """Bytes of `12 MB`, `1.5 GiB` or `300`; None for what is no size."""
    match = SIZE.fullmatch(text.strip())
    if match is None or len(match[1]) > len(str(MOST_BYTES)):
        return None
    unit = (match[2] or "").lower()
    factor = (1024 if unit.endswith("i") else 1000) ** ("kmgtp".index(unit[0]) + 1 if unit else 0)
    size = round(float(match[1]) * factor) if "." in match[1] else int(match[1]) * factor
    return size if size <= MOST_BYTES else None


def plain(text: str, longest: int) -> str:
    """One line without control characters and bars, cut where it gets too long."""
    return " ".join(CONTROL.sub(" ", text).replace("|", "/").split())[:longest].strip()


def _fault(row: Column | DatasetFile) -> Fault | None:
    if len(row.name) > LONGEST_NAME:
        return Fault.TOO_LONG
    if isinstance(row, Column):
        is_long = len(row.type) > LONGEST_TYPE or len(row.text) > LONGEST_TEXT
        return Fault.TOO_LONG if is_long else None
    if row.sha256 and not SHA256.fullmatch(row.sha256):
        return Fault.DIGEST
    if row.size is not None and not 0 <= row.size <= MOST_BYTES:
        return Fault.SIZE
    return Fault.TOO_LONG if len(row.url) > LONGEST_ADDRESS else None


def _read(text: str, read: Callable[[int, str], RowT], most: int) -> tuple[RowT, ...]:
    lines = (line for line in text.splitlines() if line.strip())
    return checked((read(number, line) for number, line in enumerate(lines, start=1)), most)


def _column(_number: int, line: str) -> Column:
    name, kind, marks, text = _parts(line)
    is_marked = marks.lower() in {PERSONAL, "yes"}
    # What is no mark is the beginning of the description.
    return Column(name, kind, is_marked, text if is_marked else f"{marks} {text}".strip())


def _file(number: int, line: str) -> DatasetFile:
    name, url, size, digest = _parts(line)
    known = read_size(size)
    if size and known is None:
        raise LineError(number, Fault.SIZE)
    return DatasetFile(name, url, known, digest.lower().removeprefix("sha256:"))


def _parts(line: str) -> Iterator[str]:
    parts = [CONTROL.sub(" ", part).strip() for part in line.split("|", 3)]
    yield from [*parts, "", "", ""][:4]


def _line(*parts: str) -> str:
    return " | ".join(parts).rstrip(" |")
