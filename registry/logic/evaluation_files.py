"""Pure: results of an evaluation as CSV or JSON; a refusal names the row.

Columns, in any order: `metric` and `value`, and if wanted `suite`, `dataset`, `better` (higher or
lower; usual for the metric where it is left out), `threshold`, `tolerance`. JSON is a list of such
rows, or names with such a list under `results`.
"""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from registry.choices import Better
from registry.logic.evaluations import LARGEST, MOST_RESULTS, Measured, usual_better
from registry.logic.reading import UnreadableError, check_text, decoded

MOST_BYTES: Final = 1_000_000
LONGEST_NAME: Final = 200
MOST_ERRORS: Final = 50
COLUMNS: Final = ("suite", "dataset", "metric", "value", "better", "threshold", "tolerance")


@dataclass(eq=False)
class RowErrors(Exception):
    """What is wrong with which row, counted from 1; at most fifty."""

    errors: dict[int, str] = field(default_factory=dict)


def read_results(content: bytes) -> tuple[Measured, ...]:
    """The rows of a file, by what it begins with."""
    text = decoded(content, MOST_BYTES)
    rows = _of_json(text) if text.lstrip()[:1] in {"[", "{"} else _of_csv(text)
    return measured_rows(rows)


def measured_rows(rows: Iterable[Any]) -> tuple[Measured, ...]:
    """Rows with their values checked; RowErrors names all that are wrong."""
    found: list[Measured] = []
    wrong: dict[int, str] = {}
    for number, row in enumerate(rows, start=1):
        if number > MOST_RESULTS:
            raise UnreadableError(f"More than {MOST_RESULTS} rows are not taken.")
        try:
            found.append(_measured(row))
        except UnreadableError as error:
            wrong[number] = str(error)
        if len(wrong) >= MOST_ERRORS:
            break
    wrong |= _repeated(found) if not wrong else {}
    if wrong:
        raise RowErrors(wrong)
    return tuple(found)


def _of_json(text: str) -> list[Any]:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UnreadableError("The JSON cannot be read.") from error
    rows = value.get("results") if isinstance(value, dict) else value
    if not isinstance(rows, list):
        raise UnreadableError("The JSON has to be a list of rows, or have one under `results`.")
    return rows


def _of_csv(text: str) -> list[dict[str, Any]]:
    try:
        reader = csv.DictReader(io.StringIO(text), strict=True)
        names = {(name or "").strip().lower() for name in reader.fieldnames or ()}
        if not {"metric", "value"} <= names:
            raise UnreadableError("The first line has to name the columns metric and value.")
        return [
            {(name or "").strip().lower(): value for name, value in row.items()} for row in reader
        ]
    except csv.Error as error:
        raise UnreadableError("The CSV cannot be read.") from error


def _measured(row: Any) -> Measured:
    if not isinstance(row, Mapping):
        raise UnreadableError("This is no row with names.")
    metric = _text(row, "metric")
    if not metric:
        raise UnreadableError("metric: a name is needed.")
    value = _number(row, "value")
    if value is None:
        raise UnreadableError("value: a number is needed.")
    tolerance = _number(row, "tolerance") or 0.0
    if tolerance < 0:
        raise UnreadableError("tolerance: nothing below 0.")
    return Measured(
        metric=metric,
        value=value,
        suite=_text(row, "suite"),
        dataset=_text(row, "dataset"),
        better=_better(row, metric),
        threshold=_number(row, "threshold"),
        tolerance=tolerance,
    )


def _text(row: Mapping[str, Any], name: str) -> str:
    value = row.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise UnreadableError(f"{name}: a text is needed.")
    if len(value) > LONGEST_NAME or "\n" in value:
        raise UnreadableError(f"{name}: at most {LONGEST_NAME} characters, on one line.")
    check_text(value, LONGEST_NAME)
    return value.strip()


def _number(row: Mapping[str, Any], name: str) -> float | None:
    value = row.get(name)
    if value is None or value == "":
        return None
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise UnreadableError(f"{name}: a number is needed.")
    try:
        number = float(value)
    except (ValueError, OverflowError) as error:
        raise UnreadableError(f"{name}: a number is needed, with a point.") from error
    if not math.isfinite(number) or abs(number) > LARGEST:
        raise UnreadableError(f"{name}: a number is needed that is not beyond all measure.")
    return number


def _better(row: Mapping[str, Any], metric: str) -> Better:
    said = _text(row, "better").lower()
    if not said:
        return usual_better(metric)
    if said not in Better.values:
        raise UnreadableError("better: higher or lower.")
    return Better(said)


def _repeated(found: Iterable[Measured]) -> dict[int, str]:
    """Rows about what a row before is about."""
    seen: set[tuple[str, str, str]] = set()
    wrong: dict[int, str] = {}
    for number, one in enumerate(found, start=1):
        if one.key in seen:
            wrong[number] = "The same suite, dataset and metric stand in a row above."
        seen.add(one.key)
    return wrong
