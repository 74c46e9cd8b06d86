"""Results as files: what is wrong is named by its row."""

from __future__ import annotations

import json

import pytest

from registry.choices import Better
from registry.logic.evaluation_files import MOST_BYTES, RowErrors, read_results
from registry.logic.evaluations import Measured
from registry.logic.reading import UnreadableError

CSV = """Metric,value,suite,threshold,better
f1,0.91,core,0.9,
latency,180,core,,lower
"""


def test_csv_and_json_say_the_same():
    expected = (
        Measured("f1", 0.91, suite="core", threshold=0.9),
        Measured("latency", 180.0, suite="core", better=Better.LOWER),
    )
    rows = [
        {"metric": "f1", "value": 0.91, "suite": "core", "threshold": 0.9},
        {"metric": "latency", "value": "180", "suite": "core"},
    ]
    assert read_results(CSV.encode()) == expected
    assert read_results(json.dumps(rows).encode()) == expected
    assert read_results(json.dumps({"results": rows}).encode()) == expected


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "metric and value"),
        (b"a,b\n1,2\n", "metric and value"),
        (b"\xff\xfe", "UTF-8"),
        (b"[", "JSON cannot be read"),
        (b"[" * 100_000, "longer than|JSON cannot be read"),
        (b'{"results": 3}', "list of rows"),
        (b"metric,value\n" + b"x" * 60_000 + b",1\n", "Line 2 is longer"),
        (b"x" * (MOST_BYTES + 1), "larger than"),
        (b"metric,value\n" + b"".join(b"m%d,1\n" % one for one in range(501)), "More than 500"),
        (b'metric,value\n"a,1\n', "CSV cannot be read"),
    ],
)
def test_what_cannot_be_read_is_refused(content, told):
    with pytest.raises(UnreadableError, match=told):
        read_results(content)


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ({"value": 1}, "metric: a name"),
        ({"metric": "f1"}, "value: a number"),
        ({"metric": "f1", "value": "many"}, "value: a number"),
        ({"metric": "f1", "value": True}, "value: a number"),
        ({"metric": "f1", "value": "nan"}, "beyond all measure"),
        ({"metric": "f1", "value": 1e300}, "beyond all measure"),
        ({"metric": "f1", "value": 1, "better": "bigger"}, "higher or lower"),
        ({"metric": "f1", "value": 1, "tolerance": -1}, "nothing below 0"),
        ({"metric": "f" * 201, "value": 1}, "at most 200"),
        ({"metric": {"a": 1}, "value": 1}, "a text is needed"),
        (["f1", 1], "no row"),
    ],
)
def test_a_bad_row_is_named(row, told):
    with pytest.raises(RowErrors) as refused:
        read_results(json.dumps([{"metric": "ok", "value": 1}, row]).encode())
    assert list(refused.value.errors) == [2]
    assert told in refused.value.errors[2]


def test_the_same_figure_twice_is_refused():
    with pytest.raises(RowErrors) as refused:
        read_results(b"metric,value\nf1,1\nF1,2\n")
    assert list(refused.value.errors) == [2]
