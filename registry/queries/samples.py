"""What a version sent about one feature, read so that memory holds one feature at a time.

Numbers come in PostgreSQL's binary format, straight into an array; texts are counted by the
database; histograms with the same edges are added up. Beyond `MOST_VALUES` records a part of them
is read, chosen by the digest of their keys: always the same ones.
"""

from __future__ import annotations

import io
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db import connection

from coe_portal.tenancy.scope import current_organization_id
from registry.choices import ObservationSet
from registry.logic.drift import Categories, Histogram, Numbers, Sample, from_copy
from registry.logic.monitors import Mean
from registry.logic.windows import Window
from registry.models.models import ModelVersion

MOST_VALUES: Final = 2_000_000
MOST_NAMES: Final = 1_000
SAMPLED: Final = 1_000

ROWS = """
    FROM registry_observation WHERE organization_id = %(organization)s
    AND version_id = %(version)s AND kind = %(kind)s
    AND observed_at >= %(start)s AND observed_at < %(end)s
"""
PART = "AND mod(hashtext(key)::bigint + 2147483648, %(part)s) = 0"
COUNT = "SELECT count(*)" + ROWS
KINDS = f"""
    SELECT name, jsonb_typeof(value), count(*)
    FROM (SELECT content {ROWS} ORDER BY observed_at DESC LIMIT {SAMPLED}) AS newest,
         jsonb_each(content) AS entry (name, value)
    WHERE jsonb_typeof(value) <> 'null' GROUP BY 1, 2 ORDER BY 1, 2
"""  # noqa: S608  (constants of this module only)
NUMBERS = f"""
    COPY (SELECT CASE jsonb_typeof(content -> %(name)s)
          WHEN 'number' THEN (content ->> %(name)s)::float8 ELSE 'NaN'::float8 END
          {ROWS} AND content ? %(name)s {PART}) TO STDOUT (FORMAT binary)
"""
TEXTS = f"""
    SELECT CASE jsonb_typeof(content -> %(name)s) WHEN 'string' THEN content ->> %(name)s END,
           count(*)
    {ROWS} AND content ? %(name)s {PART} GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT {MOST_NAMES}
"""
COUNTS = f"""
    SELECT CASE jsonb_typeof(content -> %(name)s) WHEN 'object' THEN content -> %(name)s END,
           count(*)
    {ROWS} AND content ? %(name)s {PART} GROUP BY 1
"""
MEANS = f"""
    SELECT name, avg(value::text::float8), count(*)
    FROM (SELECT content {ROWS}) AS rows, jsonb_each(content) AS entry (name, value)
    WHERE name = ANY (%(names)s) AND jsonb_typeof(value) = 'number' GROUP BY 1
"""  # noqa: S608


@dataclass(frozen=True)
class Source:
    """Observations of one kind in one window of a version."""

    version: ModelVersion
    kind: ObservationSet
    window: Window

    def asked(self, **more: Any) -> dict[str, Any]:
        """The parameters of a statement."""
        return {
            "organization": current_organization_id(),
            "version": self.version.pk,
            "kind": str(self.kind),
            "start": self.window.start,
            "end": self.window.end,
            **more,
        }


def count_of(source: Source) -> int:
    """How many records there are."""
    return int(_rows(COUNT, source.asked())[0][0])


def kinds_of(source: Source) -> dict[str, str]:
    """Names that the newest records hold, each with the kind that most of its values have."""
    kinds: dict[str, tuple[int, str]] = {}
    for name, kind, count in _rows(KINDS, source.asked()):
        kinds[name] = max(kinds.get(name, (0, "")), (count, kind))
    return {name: kind for name, (_count, kind) in kinds.items()}


def means_of(source: Source, names: Iterable[str]) -> dict[str, Mean]:
    """The mean of each metric that was sent."""
    asked = source.asked(names=list(names))
    return {name: Mean(mean, count) for name, mean, count in _rows(MEANS, asked)}


def sample_of(source: Source, name: str, kind: str, total: int) -> Sample:
    """All values of one name; what is not of its kind is missing."""
    asked = source.asked(name=name, part=-(-total // MOST_VALUES) or 1)
    if kind == "number":
        return _numbers(asked)
    counted = _rows(TEXTS if kind == "string" else COUNTS, asked)
    if kind == "string":
        return _categories(dict(counted))
    return added_up((json.loads(text) if text else None, times) for text, times in counted)


def _numbers(asked: Mapping[str, Any]) -> Numbers:
    copied = io.BytesIO()
    with connection.cursor() as cursor:
        cursor.copy_expert(cursor.mogrify(NUMBERS, asked), copied)
    return Numbers.of(from_copy(copied.getbuffer()))


def _categories(counts: dict[str | None, int]) -> Categories:
    missing = counts.pop(None, 0)
    return Categories({str(name): count for name, count in counts.items()}, missing)


def added_up(rows: Iterable[tuple[Any, int]]) -> Sample:
    """Histograms of the most frequent edges, or counts by category; the rest is missing."""
    named: Counter[str] = Counter()
    binned: dict[tuple[float, ...], list[int]] = {}
    missing = 0
    for value, times in rows:
        counts = value["counts"] if value else None
        if isinstance(counts, dict):
            named.update({name: count * times for name, count in counts.items()})
        elif counts is not None:
            sums = binned.setdefault(tuple(value["edges"]), [0] * len(counts))
            sums[:] = [old + count * times for old, count in zip(sums, counts, strict=True)]
        else:
            missing += times
    if named or not binned:
        return Categories(dict(named), missing + sum(map(sum, binned.values())))
    edges = max(binned, key=lambda one: (sum(binned[one]), one))
    others = sum(sum(counts) for one, counts in binned.items() if one != edges)
    return Histogram(edges, tuple(binned[edges]), missing + others)


def _rows(statement: str, asked: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, asked)
        return list(cursor.fetchall())
