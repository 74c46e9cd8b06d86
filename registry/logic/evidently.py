"""Pure: an Evidently report as one observation, so that a monitor holds its scores to limits.

Reads the JSON of 0.7 (`metric_name`, `value`) and of the versions before (`result` with columns).
"""

from __future__ import annotations

import hashlib
import json
import math
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final, TypeGuard

from registry.logic.observation_files import (
    LONGEST_NAME,
    MOST_BYTES,
    MOST_VALUES,
    Record,
    UnreadableError,
    checked,
)

DRIFT: Final = re.compile(
    r"ValueDrift\(column=(?P<column>.+?)(?:,\s*method=(?P<method>[^,)]+).*)?\)"
)


def report_record(content: bytes, at: str) -> Record:
    """One record with every number of the report; UnreadableError for what is none.

    `at` is when it was made, as records say it. Its key is the digest of the report: sent again
    for the same moment, it changes nothing.
    """
    if len(content) > MOST_BYTES:
        raise UnreadableError(f"This is larger than {MOST_BYTES} bytes.")
    try:
        report = json.loads(content, parse_constant=lambda _name: None)
    except (ValueError, RecursionError) as error:
        raise UnreadableError("This is no JSON.") from error
    metrics = report.get("metrics") if isinstance(report, dict) else None
    if not isinstance(metrics, list):
        raise UnreadableError("An Evidently report has a list of metrics.")
    values = {name[:LONGEST_NAME]: value for name, value in _numbers(metrics)}
    if not values:
        raise UnreadableError("This report holds no numbers that can be watched.")
    if len(values) > MOST_VALUES:
        raise UnreadableError(f"At most {MOST_VALUES} numbers of a report can be watched.")
    key = f"evidently-{hashlib.sha256(content).hexdigest()[:32]}"
    (record,) = checked([{"key": key, "at": at, "values": values}])
    return record


def _numbers(metrics: list[Any]) -> Iterator[tuple[str, float]]:
    for metric in metrics:
        if isinstance(metric, dict):
            is_old = isinstance(metric.get("result"), dict)
            yield from _old(metric["result"]) if is_old else _new(metric)


def _old(result: Mapping[str, Any]) -> Iterator[tuple[str, float]]:
    """`drift_by_columns` of a table, or one column by itself."""
    columns = result.get("drift_by_columns")
    for column in columns.values() if isinstance(columns, dict) else [result]:
        score = column.get("drift_score") if isinstance(column, dict) else None
        if _is_number(score):
            name, test = column.get("column_name", ""), column.get("stattest_name", "drift")
            yield f"{name}: {test}", score


def _new(metric: Mapping[str, Any]) -> Iterator[tuple[str, float]]:
    """A number by itself, or several by name, as the count and share of columns that drift."""
    name = str(metric.get("metric_name") or metric.get("metric_id") or "")
    value = metric.get("value")
    if match := DRIFT.fullmatch(name):
        name = f"{match['column']}: {match['method'] or 'drift'}"
    parts = value.items() if isinstance(value, dict) else [("", value)]
    for part, number in parts:
        if name and _is_number(number):
            yield f"{name} {part}".strip(), number


def _is_number(value: object) -> TypeGuard[float]:
    return type(value) in {int, float} and math.isfinite(value)  # type: ignore[arg-type]
