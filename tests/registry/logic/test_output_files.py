"""Reports of outputs are read whole, or refused with the place of what is wrong."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from hypothesis import given, strategies as st

from registry.choices import OutputCategory, OutputSeverity
from registry.logic.observation_files import Layout, RecordErrors, UnreadableError
from registry.logic.output_files import MOST_LETTERS, MOST_REPORTS, SentOutput, read_outputs

SENT = {"id": 7, "category": "harmful", "severity": "high", "input": "Why?", "output": "Because."}
AT = dt.datetime(2026, 11, 20, 10, tzinfo=dt.UTC)


def read(data: object, layout: Layout = Layout.JSON) -> list[SentOutput]:
    return read_outputs(json.dumps(data).encode(), layout)


def test_a_report_a_list_an_object_and_lines_are_the_same():
    expected = [
        SentOutput(
            category=OutputCategory.HARMFUL,
            severity=OutputSeverity.HIGH,
            input_text="Why?",
            output_text="Because.",
            external_id="7",
            occurred_at=AT,
        )
    ]
    sent = {**SENT, "at": "2026-11-20T10:00:00Z"}
    assert read(sent) == read([sent]) == read({"reports": [sent]}) == expected
    assert read(sent, Layout.NDJSON) == expected


def test_of_one_id_the_first_counts_and_without_one_each():
    other, anonymous = {**SENT, "output": "No."}, {"category": "wrong", "output": "Two."}

    found = read([SENT, other, anonymous, anonymous])

    assert [one.output_text for one in found] == ["Because.", "Two.", "Two."]


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"category": "odd"}, "category"),
        ({"severity": 3}, "severity"),
        ({"input": "", "output": " "}, "input or output"),
        ({"output": "x" * (MOST_LETTERS + 1)}, "output"),
        ({"output": "a\x00b"}, "output"),
        ({"input": {"a": 1}}, "input"),
        ({"id": "x" * 101}, "id"),
        ({"id": True}, "id"),
        ({"at": "soon"}, "at"),
        ({"at": "2026-11-20T10:00:00"}, "at"),
        ({"user": "Mrs Heron"}, "Unknown name"),
    ],
)
def test_what_is_wrong_is_told_by_its_place(change, word):
    with pytest.raises(RecordErrors) as caught:
        read([SENT, {**SENT, **change}])
    assert list(caught.value.errors) == [2]
    assert word in caught.value.errors[2]


@pytest.mark.parametrize(
    "content",
    [
        b"{",
        b"7",
        b"\xff",
        b"[" * 100_000,
        json.dumps([SENT] * (MOST_REPORTS + 1)).encode(),
    ],
)
def test_what_cannot_be_read_at_all_is_refused_whole(content):
    with pytest.raises(UnreadableError):
        read_outputs(content, Layout.JSON)


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(content):
    for layout in (Layout.JSON, Layout.NDJSON):
        try:
            assert isinstance(read_outputs(content, layout), list)
        except (UnreadableError, RecordErrors):
            continue
