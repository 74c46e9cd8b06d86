"""Bodies that programs send: three layouts, packed or not, and clear words for what is wrong."""

from __future__ import annotations

import gzip
import json

import pytest

from registry.logic.observation_files import (
    LONGEST_LINE,
    MOST_BYTES,
    MOST_RECORDS,
    Layout,
    RecordErrors,
    UnreadableError,
    read,
    unpack,
)

AT = "2026-11-20T10:00:00Z"


def row(**changed) -> dict:
    return {"key": "k1", "at": AT, "values": {"age": 41}} | changed


def errors(*rows) -> dict[int, str]:
    with pytest.raises(RecordErrors) as caught:
        read(json.dumps(rows).encode(), Layout.JSON)
    return caught.value.errors


def refusal(content: bytes, layout: Layout = Layout.JSON) -> str:
    with pytest.raises(UnreadableError) as caught:
        read(content, layout)
    return str(caught.value)


def test_the_three_layouts_say_the_same():
    values = {"age": 41.0, "region": "north", "income": None}
    records = [row(key=str(number), values=values) for number in range(3)]
    lines = "\n".join(json.dumps(one) for one in records)
    table = "key,at,age,region,income\n" + "".join(f"{n},{AT},41,north,\n" for n in range(3))
    sent = [
        read(json.dumps(records).encode(), Layout.JSON),
        read(json.dumps({"observations": records}).encode(), Layout.JSON),
        read(f"\ufeff{lines}\n\n".encode(), Layout.NDJSON),
        read(table.encode(), Layout.CSV),
    ]

    assert sent[0] == sent[1] == sent[2] == sent[3]
    assert [one.key for one in sent[0]] == ["0", "1", "2"]
    assert sent[0][0].values == values


def test_values_are_kept_as_what_they_are():
    counts = {"edges": [0, 1.5, 3], "counts": [4, 6]}
    given = {"a": 1, "b": True, "c": "x", "d": None, "e": counts, "f": {"counts": {"x": 3}}}
    (record,) = read(json.dumps([row(values=given)]).encode(), Layout.JSON)

    assert record.values == {
        "a": 1.0,
        "b": "true",
        "c": "x",
        "d": None,
        "e": {"edges": [0.0, 1.5, 3.0], "counts": [4, 6]},
        "f": {"counts": {"x": 3}},
    }


def test_what_is_no_number_is_nothing():
    content = f'[{{"key": 7, "at": "{AT}", "values": {{"a": NaN, "b": -Infinity}}}}]'
    (record,) = read(content.encode(), Layout.JSON)

    assert (record.key, record.values) == ("7", {"a": None, "b": None})


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"key": ""}, "key:"),
        ({"key": "x" * 65}, "key:"),
        ({"key": "a\x00b"}, "key:"),
        ({"key": True}, "key:"),
        ({"at": "yesterday"}, "at:"),
        ({"at": "2026-11-20T10:00:00"}, "at:"),
        ({"at": 5}, "at:"),
        ({"values": {}}, "values:"),
        ({"values": []}, "values:"),
        ({"values": {"": 1}}, "values:"),
        ({"values": {"n" * 101: 1}}, "values:"),
        ({"values": {f"f{n}": 1 for n in range(201)}}, "values:"),
        ({"values": {"age": [1]}}, "age:"),
        ({"values": {"age": 10**400}}, "age:"),
        ({"values": {"age": "x" * 201}}, "age:"),
        ({"values": {"age": "\ud800"}}, "age:"),
        ({"values": {"age": {"edges": [0, 1], "counts": [1, 2]}}}, "age:"),
        ({"values": {"age": {"edges": [1, 1], "counts": [1]}}}, "age:"),
        ({"values": {"age": {"edges": ["a", "b"], "counts": [1]}}}, "age:"),
        ({"values": {"age": {"edges": [0, 1], "counts": [-1]}}}, "age:"),
        ({"values": {"age": {"edges": [0, 1], "counts": [0.5]}}}, "age:"),
        ({"values": {"age": {"counts": {"x": "many"}}}}, "age:"),
        ({"values": {"age": {}}}, "age:"),
        ({"extra": 1}, "'extra'"),
    ],
)
def test_a_wrong_record_is_named_by_its_number(wrong, told):
    found = errors(row(), row(**wrong), row())

    assert list(found) == [2]
    assert told in found[2]


def test_records_that_are_no_objects_and_many_wrong_ones():
    assert list(errors("text", 5, None)) == [1, 2, 3]
    assert len(errors(*[5] * 200)) == 50


def test_a_broken_line_is_named():
    good = json.dumps(row())
    with pytest.raises(RecordErrors) as caught:
        read(f"{good}\n{{\n{good}".encode(), Layout.NDJSON)
    assert list(caught.value.errors) == [2]
    with pytest.raises(RecordErrors) as caught:
        read(b'"' + b"x" * LONGEST_LINE + b'"', Layout.NDJSON)
    assert "characters" in caught.value.errors[1]


@pytest.mark.parametrize(
    ("content", "layout", "told"),
    [
        (b"{", Layout.JSON, "no JSON"),
        (b"[" * 100_000, Layout.JSON, "no JSON"),
        (b'{"rows": []}', Layout.JSON, "list"),
        (b"\xff\xfe", Layout.JSON, "UTF-8"),
        (b"age,region\n1,north", Layout.CSV, "first line"),
        (b"", Layout.CSV, "first line"),
        (b"key,at,age,age\n", Layout.CSV, "twice"),
        (b'key,at\n"x', Layout.CSV, "no CSV"),
    ],
)
def test_what_cannot_be_read_at_all_is_refused(content, layout, told):
    assert told in refusal(content, layout)


def test_a_row_with_too_few_cells_is_named():
    with pytest.raises(RecordErrors) as caught:
        read(f"key,at,age\na,{AT},1\nb,{AT}\n".encode(), Layout.CSV)
    assert caught.value.errors == {2: "3 cells are needed, not 2."}


def test_no_more_than_ten_thousand_records_and_twenty_megabytes():
    assert str(MOST_RECORDS) in refusal(json.dumps([row()] * (MOST_RECORDS + 1)).encode())
    assert str(MOST_BYTES) in refusal(b" " * (MOST_BYTES + 1))


def test_gzip_is_read_no_further_than_it_may_go():
    packed = gzip.compress(json.dumps([row()]).encode())
    assert read(unpack(packed), Layout.JSON)[0].key == "k1"
    bomb = gzip.compress(b" " * (MOST_BYTES + 1))
    for content, told in [
        (bomb, "larger"),
        (packed[:-5], "cut off"),
        (b"\x1f\x8bnothing", "no gzip"),
    ]:
        with pytest.raises(UnreadableError, match=told):
            unpack(content)
