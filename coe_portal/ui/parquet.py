"""A flat table as an Apache Parquet file, written here.

The libraries that write Parquet weigh more than the portal; a table without nesting needs a page of
the format: one row group, one gzipped page per column, plain values, nulls by definition levels.
The numbers below are those of the format's Thrift definition.
"""

from __future__ import annotations

import datetime as dt
import struct
import zlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final

MAGIC: Final = b"PAR1"
# Types of the compact protocol.
I32, I64, BINARY, LIST, STRUCT = 5, 6, 8, 9, 12
SHORT_LIST = 15
OPTIONAL = 1
PLAIN, RLE = 0, 3
GZIP = 2
GZIP_WINDOW = 31
DATA_PAGE = 0
EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
FIRST_DAY = EPOCH.date()
CREATED_BY = b"coe-portal"
Thrift = tuple[int, int, Any]


def _text(value: str) -> bytes:
    content = value.encode()
    return struct.pack("<i", len(content)) + content


def _moment(value: dt.datetime) -> bytes:
    return struct.pack("<q", (value - EPOCH) // dt.timedelta(microseconds=1))


class Kind(Enum):
    """What a column holds: the physical type, what it is converted to, and how a value is written.

    Moments bear a time zone and are written in UTC, to the microsecond.
    """

    INTEGER = (2, None, lambda value: struct.pack("<q", value))
    NUMBER = (5, None, lambda value: struct.pack("<d", value))
    TEXT = (6, 0, _text)
    DAY = (1, 6, lambda value: struct.pack("<i", (value - FIRST_DAY).days))
    MOMENT = (2, 10, _moment)

    def __init__(self, physical: int, converted: int | None, write: Callable[[Any], bytes]) -> None:
        self.physical, self.converted, self.write = physical, converted, write


@dataclass(frozen=True)
class Field:
    """A column; every value may be None."""

    name: str
    kind: Kind


@dataclass(frozen=True)
class Chunk:
    """A column as it stands in the file."""

    field: Field
    content: bytes
    unpacked: int


def parquet(fields: Sequence[Field], rows: Iterable[Sequence[Any]]) -> bytes:
    """The file; each row has a value per field, in their order."""
    lines = list(rows)
    columns = list(zip(*lines, strict=True)) if lines else [() for _field in fields]
    chunks = [_chunk(field, column) for field, column in zip(fields, columns, strict=True)]
    footer = _struct(_metadata(chunks, len(lines)))
    body = b"".join(chunk.content for chunk in chunks)
    return MAGIC + body + footer + struct.pack("<i", len(footer)) + MAGIC


def _chunk(field: Field, values: Sequence[Any]) -> Chunk:
    """One page: which values are there, then those."""
    known = [value for value in values if value is not None]
    levels = _bits([value is not None for value in values])
    page = struct.pack("<i", len(levels)) + levels + b"".join(map(field.kind.write, known))
    packer = zlib.compressobj(wbits=GZIP_WINDOW)
    packed = packer.compress(page) + packer.flush()
    described: list[Thrift] = [(1, I32, len(values)), (2, I32, PLAIN), (3, I32, RLE), (4, I32, RLE)]
    head = _struct(
        [
            (1, I32, DATA_PAGE),
            (2, I32, len(page)),
            (3, I32, len(packed)),
            (5, STRUCT, described),
        ]
    )
    return Chunk(field, head + packed, len(head) + len(page))


def _bits(flags: Sequence[bool]) -> bytes:
    """Definition levels of one bit: a single bit-packed run."""
    groups = -(-len(flags) // 8)
    number = sum(1 << place for place, flag in enumerate(flags) if flag)
    return _varint(groups << 1 | 1) + number.to_bytes(groups, "little")


def _metadata(chunks: Sequence[Chunk], rows: int) -> list[Thrift]:
    root: list[Thrift] = [(4, BINARY, b"schema"), (5, I32, len(chunks))]
    offset, described = len(MAGIC), []
    for chunk in chunks:
        described.append(_described(chunk, rows, offset))
        offset += len(chunk.content)
    size = sum(chunk.unpacked for chunk in chunks)
    group: list[Thrift] = [(1, LIST, (STRUCT, described)), (2, I64, size), (3, I64, rows)]
    return [
        (1, I32, 1),
        (2, LIST, (STRUCT, [root, *(_schema(chunk.field) for chunk in chunks)])),
        (3, I64, rows),
        (4, LIST, (STRUCT, [group])),
        (6, BINARY, CREATED_BY),
    ]


def _schema(field: Field) -> list[Thrift]:
    element: list[Thrift] = [
        (1, I32, field.kind.physical),
        (3, I32, OPTIONAL),
        (4, BINARY, field.name.encode()),
    ]
    if field.kind.converted is not None:
        element.append((6, I32, field.kind.converted))
    return element


def _described(chunk: Chunk, rows: int, offset: int) -> list[Thrift]:
    described: list[Thrift] = [
        (1, I32, chunk.field.kind.physical),
        (2, LIST, (I32, [PLAIN, RLE])),
        (3, LIST, (BINARY, [chunk.field.name.encode()])),
        (4, I32, GZIP),
        (5, I64, rows),
        (6, I64, chunk.unpacked),
        (7, I64, len(chunk.content)),
        (9, I64, offset),
    ]
    return [(2, I64, offset), (3, STRUCT, described)]


def _struct(fields: Iterable[Thrift]) -> bytes:
    """Fields in rising order, each as the distance from the one before, its type and its value."""
    written, last = b"", 0
    for number, kind, value in fields:
        written += bytes([(number - last) << 4 | kind]) + _value(kind, value)
        last = number
    return written + b"\0"


def _value(kind: int, value: Any) -> bytes:
    if kind == STRUCT:
        return _struct(value)
    if kind == BINARY:
        return _varint(len(value)) + bytes(value)
    if kind == LIST:
        of, items = value
        head = (
            bytes([len(items) << 4 | of])
            if len(items) < SHORT_LIST
            else bytes([SHORT_LIST << 4 | of]) + _varint(len(items))
        )
        return head + b"".join(_value(of, item) for item in items)
    return _varint(value << 1 if value >= 0 else ~(value << 1))


def _varint(number: int) -> bytes:
    written = bytearray()
    while number > 0x7F:  # noqa: PLR2004  # seven bits a byte
        written.append(number & 0x7F | 0x80)
        number >>= 7
    written.append(number)
    return bytes(written)
