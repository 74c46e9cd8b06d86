"""A small reader of the format, written from its description, reads back what was written.

What the writer gives was also read with Apache Arrow when it was written.
"""

from __future__ import annotations

import datetime as dt
import struct
import zlib

import pytest

from coe_portal.ui.parquet import Field, Kind, parquet

EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
FIELDS = [Field(kind.name.lower(), kind) for kind in Kind]
NOTHING = (None,) * len(FIELDS)


class Thrift:
    """Reads the compact protocol: a structure becomes a dictionary by field number."""

    def __init__(self, content, place=0):
        self.content, self.place = content, place

    def byte(self):
        self.place += 1
        return self.content[self.place - 1]

    def varint(self):
        number = shift = 0
        while (byte := self.byte()) & 0x80:
            number |= (byte & 0x7F) << shift
            shift += 7
        return number | byte << shift

    def value(self, kind):
        if kind in {5, 6}:
            number = self.varint()
            return number >> 1 ^ -(number & 1)
        if kind == 8:
            size = self.varint()
            self.place += size
            return self.content[self.place - size : self.place]
        if kind == 9:
            head = self.byte()
            size = head >> 4 if head >> 4 < 15 else self.varint()
            return [self.value(head & 15) for _ in range(size)]
        assert kind == 12
        return self.structure()

    def structure(self):
        found, number = {}, 0
        while head := self.byte():
            number += head >> 4
            found[number] = self.value(head & 15)
        return found


def read(content):
    """The names of the columns, and the rows."""
    assert content[:4] == content[-4:] == b"PAR1"
    (size,) = struct.unpack("<i", content[-8:-4])
    footer = Thrift(content[-8 - size : -8]).structure()
    names = [element[4].decode() for element in footer[2][1:]]
    converted = [element.get(6) for element in footer[2][1:]]
    (group,) = footer[4]
    columns = [
        values_of(content, chunk[3], kind) for chunk, kind in zip(group[1], converted, strict=True)
    ]
    assert all(len(column) == footer[3] for column in columns)
    return names, list(zip(*columns, strict=True))


def values_of(content, described, converted):
    page = Thrift(content, described[9])
    head = page.structure()
    packed = content[page.place : page.place + head[3]]
    assert described[7] == page.place - described[9] + head[3]
    plain = zlib.decompress(packed, wbits=31)
    assert len(plain) == head[2]
    (size,) = struct.unpack("<i", plain[:4])
    levels = Thrift(plain[4 : 4 + size])
    groups = levels.varint() >> 1
    flags = int.from_bytes(levels.content[levels.place : levels.place + groups], "little")
    values = unpacked(plain[4 + size :], described[1], converted)
    return [next(values) if flags >> place & 1 else None for place in range(head[5][1])]


def unpacked(plain, physical, converted):
    place = 0
    while place < len(plain):
        if physical == 6:
            (size,) = struct.unpack_from("<i", plain, place)
            place += 4
            yield plain[place : place + size].decode()
        else:
            form, size = {1: ("<i", 4), 2: ("<q", 8), 5: ("<d", 8)}[physical]
            (number,) = struct.unpack_from(form, plain, place)
            yield {
                6: lambda days: EPOCH.date() + dt.timedelta(days=days),
                10: lambda microseconds: EPOCH + dt.timedelta(microseconds=microseconds),
            }.get(converted, lambda same: same)(number)
        place += size


ROWS = [
    (-7, 1.5, "ä – ß", dt.date(2026, 3, 31), dt.datetime(2026, 3, 31, 12, 0, 0, 5, tzinfo=dt.UTC)),
    NOTHING,
    (2**40, -0.1, "", dt.date(1969, 1, 1), dt.datetime(1960, 1, 1, tzinfo=dt.UTC)),
]


@pytest.mark.parametrize(
    "rows",
    [[], ROWS[:1], [NOTHING], ROWS, [*ROWS, NOTHING] * 300],
    ids=["none", "one", "empty", "some", "many"],
)
def test_what_is_written_is_read_back(rows):
    names, found = read(parquet(FIELDS, rows))
    assert names == [field.name for field in FIELDS]
    assert found == rows


def test_many_columns_are_written():
    fields = [Field(f"c{number}", Kind.INTEGER) for number in range(40)]
    assert read(parquet(fields, [tuple(range(40))]))[1] == [tuple(range(40))]


def test_rows_of_another_length_are_refused():
    with pytest.raises(ValueError, match="argument"):
        parquet(FIELDS, [(1, 2.0)])
