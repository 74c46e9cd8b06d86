"""Pure: observations as JSON, lines of JSON or CSV, packed or not; a refusal names the record.

A record has a `key`, a moment `at` and `values` by name: numbers, texts, yes or no, nothing, or
counts. Counts stand between edges (`{"edges": [0, 1, 2], "counts": [5, 3]}`) or by category
(`{"counts": {"north": 5}}`). In CSV every other column is a value, and an empty cell is nothing.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import math
import re
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import pairwise
from typing import Any, Final

MOST_RECORDS: Final = 10_000
MOST_BYTES: Final = 20 * 1024 * 1024
MOST_VALUES: Final = 200
MOST_ERRORS: Final = 50
MOST_BINS: Final = 1_000
LONGEST_LINE: Final = 1024 * 1024
LONGEST_KEY: Final = 64
LONGEST_NAME: Final = 100
LONGEST_TEXT: Final = 200
# Numbers beyond are no measurements, and their squares leave what a computer can hold.
LARGEST: Final = 1e100
MOST_COUNTED: Final = 10**12
GZIP: Final = 16 + zlib.MAX_WBITS
UNSTORABLE: Final = re.compile("[\x00\ud800-\udfff]")
KNOWN: Final = frozenset({"key", "at", "values"})


class Layout(StrEnum):
    JSON = "json"
    NDJSON = "ndjson"
    CSV = "csv"


@dataclass(frozen=True)
class Record:
    """What was observed at one moment, under the sender's own key."""

    key: str
    at: dt.datetime
    values: Mapping[str, Any]


class UnreadableError(ValueError):
    """The file as a whole cannot be read."""


class RecordError(ValueError):
    """What is wrong with one record."""


@dataclass(eq=False)
class RecordErrors(Exception):
    """What is wrong with which record, counted from 1; at most fifty."""

    errors: dict[int, str] = field(default_factory=dict)


def unpack(content: bytes) -> bytes:
    """The content of a gzip file, read no further than what may be sent."""
    unpacker = zlib.decompressobj(GZIP)
    try:
        unpacked = unpacker.decompress(content, MOST_BYTES + 1)
    except zlib.error as error:
        raise UnreadableError("This is no gzip file.") from error
    if len(unpacked) > MOST_BYTES:
        raise UnreadableError(f"Unpacked, this is larger than {MOST_BYTES} bytes.")
    if not unpacker.eof:
        raise UnreadableError("The gzip file is cut off.")
    return unpacked


def read(content: bytes, layout: Layout) -> list[Record]:
    """All records, or UnreadableError, or RecordErrors for records that are wrong."""
    if len(content) > MOST_BYTES:
        raise UnreadableError(f"This is larger than {MOST_BYTES} bytes.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableError("This is not UTF-8 text.") from error
    return checked(READERS[layout](text))


def checked(rows: Iterable[object]) -> list[Record]:
    """Every row as a record; a row may also be the error of its reading."""
    records: list[Record] = []
    errors: dict[int, str] = {}
    for number, row in enumerate(rows, start=1):
        if number > MOST_RECORDS:
            raise UnreadableError(f"Send at most {MOST_RECORDS} records at a time.")
        try:
            records.append(_record(row))
        except RecordError as error:
            errors[number] = str(error)
            if len(errors) == MOST_ERRORS:
                break
    if errors:
        raise RecordErrors(errors)
    return records


def _from_json(text: str) -> Iterator[object]:
    try:
        data = _parsed(text)
    except ValueError as error:
        raise UnreadableError(f"This is no JSON: {error}") from error
    if isinstance(data, dict):
        data = data.get("observations")
    if not isinstance(data, list):
        raise UnreadableError("A list is needed, or an object with a list of observations.")
    yield from data


def _from_lines(text: str) -> Iterator[object]:
    for line in text.split("\n"):
        if line.strip():
            yield _line(line)


def _line(line: str) -> object:
    if len(line) > LONGEST_LINE:
        return RecordError(f"A line has at most {LONGEST_LINE} characters.")
    try:
        return _parsed(line)
    except ValueError as error:
        return RecordError(f"This is no JSON: {error}")


def _from_csv(text: str) -> Iterator[object]:
    rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = [name.strip() for name in next(rows, [])]
        if not {"key", "at"} <= set(header):
            raise UnreadableError("The first line names the columns: key, at, and the values.")
        if len(set(header)) < len(header):
            raise UnreadableError("A column is named twice.")
        for row in rows:
            if row:
                yield _csv_row(header, row)
    except csv.Error as error:
        raise UnreadableError(f"This is no CSV: {error}") from error


def _csv_row(header: list[str], row: list[str]) -> object:
    if len(row) != len(header):
        return RecordError(f"{len(header)} cells are needed, not {len(row)}.")
    cells = dict(zip(header, row, strict=True))
    key, at = cells.pop("key"), cells.pop("at")
    return {"key": key, "at": at, "values": {name: _cell(text) for name, text in cells.items()}}


def _cell(text: str) -> float | str | None:
    try:
        return float(text)
    except ValueError:
        return text or None


READERS: Final[Mapping[Layout, Callable[[str], Iterator[object]]]] = {
    Layout.JSON: _from_json,
    Layout.NDJSON: _from_lines,
    Layout.CSV: _from_csv,
}


def _parsed(text: str) -> Any:
    """JSON of bounded depth, in which NaN and infinities are nothing."""
    try:
        return json.loads(text, parse_constant=lambda _name: None)
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error


def _record(row: object) -> Record:
    if isinstance(row, RecordError):
        raise row
    if not isinstance(row, dict):
        raise RecordError("An object with key, at and values is needed.")
    if unknown := sorted(set(row) - KNOWN):
        raise RecordError(f"Unknown name {unknown[0][:40]!r}.")
    values = row.get("values")
    if not isinstance(values, dict) or not values:
        raise RecordError("values: an object with at least one value is needed.")
    if len(values) > MOST_VALUES:
        raise RecordError(f"values: at most {MOST_VALUES} are possible.")
    named = {_name(name): _value(name, value) for name, value in values.items()}
    return Record(_key(row.get("key")), _moment(row.get("at")), named)


def _key(value: object) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str) or not value or not _fits(value, LONGEST_KEY):
        raise RecordError(f"key: a text of at most {LONGEST_KEY} characters is needed.")
    return value


def _moment(value: object) -> dt.datetime:
    try:
        moment = dt.datetime.fromisoformat(value if isinstance(value, str) else "")
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise RecordError("at: a moment with its time zone is needed, as 2026-11-20T10:00:00Z.")
    return moment


def _name(name: str) -> str:
    if not name or not _fits(name, LONGEST_NAME):
        raise RecordError(f"values: a name has 1 to {LONGEST_NAME} characters.")
    return name


def _fits(text: str, most: int) -> bool:
    """Whether a database can hold it: no zero bytes, and no halves of characters."""
    return len(text) <= most and not UNSTORABLE.search(text)


def _value(name: str, value: object) -> Any:
    """As it is stored: a number, a text, nothing, or counts."""
    if value is None:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return _number(name, value)
    if isinstance(value, str):
        if not _fits(value, LONGEST_TEXT):
            raise RecordError(f"{name}: a text has at most {LONGEST_TEXT} characters.")
        return value
    if isinstance(value, dict):
        return _counts(name, value)
    raise RecordError(f"{name}: a number, a text, nothing or counts are needed.")


def _number(name: str, value: float) -> float | None:
    if abs(value) <= LARGEST:
        return float(value)
    if value != value or abs(value) == math.inf:  # noqa: PLR0124  (only NaN; any whole number)
        return None
    raise RecordError(f"{name}: this number is too large.")


def _counts(name: str, value: dict[str, Any]) -> dict[str, Any]:
    edges, counts = value.get("edges"), value.get("counts")
    if edges is None and isinstance(counts, dict) and set(value) == {"counts"}:
        named = {_name(category): _count(name, count) for category, count in counts.items()}
        return {"counts": _few(name, named)}
    if not isinstance(edges, list) or not isinstance(counts, list) or len(value) > 2:  # noqa: PLR2004
        raise RecordError(f"{name}: counts need edges, or a name for each.")
    if not counts or len(edges) != len(counts) + 1:
        raise RecordError(f"{name}: there is one edge more than counts.")
    return {
        "edges": _edges(name, edges),
        "counts": [_count(name, count) for count in _few(name, counts)],
    }


def _edges(name: str, edges: list[Any]) -> list[float]:
    if not all(type(edge) in {int, float} for edge in edges):
        raise RecordError(f"{name}: edges are numbers.")
    numbers = [_number(name, edge) or 0.0 for edge in edges]
    if any(low >= high for low, high in pairwise(numbers)):
        raise RecordError(f"{name}: each edge is larger than the one before.")
    return numbers


def _count(name: str, value: object) -> int:
    is_whole = isinstance(value, int) and not isinstance(value, bool)
    if not is_whole or not 0 <= value <= MOST_COUNTED:  # type: ignore[operator]
        raise RecordError(f"{name}: a count is a whole number from zero.")
    return value  # type: ignore[return-value]


def _few(name: str, many: Any) -> Any:
    if len(many) > MOST_BINS:
        raise RecordError(f"{name}: at most {MOST_BINS} counts are possible.")
    return many
