"""Evidently's reports of two generations as observations."""

from __future__ import annotations

import json

import pytest

from registry.logic.evidently import report_record
from registry.logic.observation_files import UnreadableError

AT = "2026-11-20T06:00:00Z"
COLUMN = {
    "column_name": "age",
    "column_type": "num",
    "stattest_name": "Wasserstein distance (normed)",
    "stattest_threshold": 0.1,
    "drift_score": 0.177,
    "drift_detected": True,
}
OLD = {
    "metrics": [
        {"metric": "DatasetDriftMetric", "result": {"share_of_drifted_columns": 0.5}},
        {"metric": "DataDriftTable", "result": {"drift_by_columns": {"age": COLUMN}}},
        {"metric": "ColumnDriftMetric", "result": COLUMN | {"column_name": "prediction"}},
    ]
}
NEW = {
    "metrics": [
        {
            "metric_name": "DriftedColumnsCount(drift_share=0.5)",
            "value": {"count": 1, "share": 0.5},
        },
        {"metric_name": "ValueDrift(column=age,method=psi,threshold=0.1)", "value": 0.21},
        {"metric_name": "ValueDrift(column=region (EU))", "value": 0.03},
        {"metric_id": "MissingValueCount(column=age)", "value": {"count": 3.0, "share": None}},
        {"metric_name": "UniqueValueCount(column=region)", "value": {"counts": {"a": 1}}},
    ],
    "tests": [],
}


def values(report) -> dict:
    return dict(report_record(json.dumps(report).encode(), AT).values)


def test_reports_of_both_generations_are_read():
    assert values(OLD) == {
        "age: Wasserstein distance (normed)": 0.177,
        "prediction: Wasserstein distance (normed)": 0.177,
    }
    assert values(NEW) == {
        "DriftedColumnsCount(drift_share=0.5) count": 1.0,
        "DriftedColumnsCount(drift_share=0.5) share": 0.5,
        "age: psi": 0.21,
        "region (EU): drift": 0.03,
        "MissingValueCount(column=age) count": 3.0,
    }


def test_the_same_report_has_the_same_key():
    content = json.dumps(NEW).encode()

    assert report_record(content, AT) == report_record(content, AT)
    assert report_record(content + b" ", AT).key != report_record(content, AT).key


@pytest.mark.parametrize(
    "content",
    [b"{", b"[]", b"{}", b'{"metrics": []}', b'{"metrics": [5, {"value": 1}]}', b"[" * 100_000],
)
def test_what_is_no_report_is_refused(content):
    with pytest.raises(UnreadableError):
        report_record(content, AT)


def test_a_report_may_hold_too_many_numbers():
    many = [{"metric_name": f"ValueDrift(column=c{number})", "value": 1} for number in range(201)]
    with pytest.raises(UnreadableError, match="200"):
        values({"metrics": many})
