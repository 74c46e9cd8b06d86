"""Pure: reports of outputs as JSON or lines of JSON; a refusal names the report by its place.

A report has a `category` and at least one of `input` and `output`; `id` is the sender's own key,
`at` when it happened, `severity` how bad the sender thinks it is.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from registry.choices import OutputCategory, OutputSeverity
from registry.logic.observation_files import (
    MOST_ERRORS,
    UNSTORABLE,
    Layout,
    RecordError,
    RecordErrors,
    UnreadableError,
)

MOST_REPORTS: Final = 1_000
MOST_BYTES: Final = 20 * 1024 * 1024
MOST_LETTERS: Final = 20_000
LONGEST_ID: Final = 100
KNOWN: Final = frozenset({"id", "at", "category", "severity", "input", "output"})


@dataclass(frozen=True)
class SentOutput:
    """A report as its sender wrote it; without a moment it happened now."""

    category: OutputCategory
    severity: OutputSeverity = OutputSeverity.MEDIUM
    input_text: str = ""
    output_text: str = ""
    external_id: str = ""
    occurred_at: dt.datetime | None = None


def read_outputs(content: bytes, layout: Layout) -> list[SentOutput]:
    """All reports, or UnreadableError, or RecordErrors for those that are wrong."""
    if len(content) > MOST_BYTES:
        raise UnreadableError(f"This is larger than {MOST_BYTES} bytes.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableError("This is not UTF-8 text.") from error
    return _checked(_from_lines(text) if layout == Layout.NDJSON else _from_json(text))


def _from_json(text: str) -> Iterator[object]:
    try:
        data = _parsed(text)
    except ValueError as error:
        raise UnreadableError(f"This is no JSON: {error}") from error
    if isinstance(data, dict):
        data = data.get("reports", [data])
    if not isinstance(data, list):
        raise UnreadableError("A report is needed, a list, or an object with a list of reports.")
    yield from data


def _from_lines(text: str) -> Iterator[object]:
    for line in text.split("\n"):
        if line.strip():
            try:
                yield _parsed(line)
            except ValueError as error:
                yield RecordError(f"This is no JSON: {error}")


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error


def _checked(rows: Iterable[object]) -> list[SentOutput]:
    reports: list[SentOutput] = []
    errors: dict[int, str] = {}
    for number, row in enumerate(rows, start=1):
        if number > MOST_REPORTS:
            raise UnreadableError(f"Send at most {MOST_REPORTS} reports at a time.")
        try:
            reports.append(_report(row))
        except RecordError as error:
            errors[number] = str(error)
            if len(errors) == MOST_ERRORS:
                break
    if errors:
        raise RecordErrors(errors)
    return _once(reports)


def _once(reports: list[SentOutput]) -> list[SentOutput]:
    """Of reports with one id the first counts."""
    seen: dict[str, SentOutput] = {}
    for number, report in enumerate(reports):
        seen.setdefault(f"id {report.external_id}" if report.external_id else f"{number}", report)
    return list(seen.values())


def _report(row: object) -> SentOutput:
    if isinstance(row, RecordError):
        raise row
    if not isinstance(row, dict):
        raise RecordError("An object with category, input and output is needed.")
    if unknown := sorted(set(row) - KNOWN):
        raise RecordError(f"Unknown name {unknown[0][:40]!r}.")
    asked, said = _text(row, "input"), _text(row, "output")
    if not (asked.strip() or said.strip()):
        raise RecordError("input or output: one of them is needed.")
    return SentOutput(
        category=OutputCategory(_one_of(row, "category", OutputCategory.values)),
        severity=OutputSeverity(
            _one_of({"severity": OutputSeverity.MEDIUM, **row}, "severity", OutputSeverity.values)
        ),
        input_text=asked,
        output_text=said,
        external_id=_id(row.get("id", "")),
        occurred_at=_moment(row.get("at")),
    )


def _text(row: dict[str, Any], name: str) -> str:
    value = row.get(name) or ""
    if not isinstance(value, str) or UNSTORABLE.search(value):
        raise RecordError(f"{name}: a text is needed.")
    if len(value) > MOST_LETTERS:
        raise RecordError(f"{name}: a text has at most {MOST_LETTERS} characters.")
    return value


def _one_of(row: dict[str, Any], name: str, known: list[str]) -> str:
    value = row.get(name)
    if not isinstance(value, str) or value not in known:
        raise RecordError(f"{name}: one of {', '.join(known)} is needed.")
    return value


def _id(value: object) -> str:
    text = str(value) if type(value) is int else value
    if text is None:
        return ""
    if not isinstance(text, str) or len(text) > LONGEST_ID or UNSTORABLE.search(text):
        raise RecordError(f"id: a text of at most {LONGEST_ID} characters is needed.")
    return text.strip()


def _moment(value: object) -> dt.datetime | None:
    if value is None:
        return None
    try:
        moment = dt.datetime.fromisoformat(value if isinstance(value, str) else "")
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise RecordError("at: a moment with its time zone is needed, as 2026-11-20T10:00:00Z.")
    return moment
