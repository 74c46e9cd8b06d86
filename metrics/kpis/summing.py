"""Measure in the database: number, parts, slices and proof of a KPI in one statement.

It gives what `metrics.logic.measuring.measure` gives of the same rows; a test compares the two.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

from metrics.choices import Summary
from metrics.logic.measuring import Measurement, Sums, measure, summary
from metrics.logic.slices import Cut

# Bits of GROUPING (part, unit, tier): set for what the line is not grouped by.
WHOLE, BY_PART, BY_UNIT, BY_TIER, BY_BOTH = 0b111, 0b011, 0b101, 0b110, 0b100
MIDDLE = """
    percentile_disc(0.5) WITHIN GROUP (ORDER BY amount),
    percentile_disc(0.5) WITHIN GROUP (ORDER BY amount DESC)
"""
NO_MIDDLE = "NULL, NULL"
# Only names out of this file are put into the text; the rows are the ORM's statement.
STATEMENT = """
    WITH facts AS MATERIALIZED (
        SELECT id, coalesce(part::text, '') AS part, amount::float8 AS amount,
               {base}::float8 AS base, {unit}::bigint AS unit, {tier}::text AS tier
        FROM ({rows}) AS found ({names})
    ),
    proof (digest) AS (
        SELECT encode(sha256(convert_to(
            coalesce(string_agg(line, chr(10) ORDER BY line COLLATE "C"), ''), 'UTF8'
        )), 'hex')
        FROM facts, concat(
            id, '|', part, '|', round(amount::numeric, 6), '|' || round(base::numeric, 6)
        ) AS line
    )
    SELECT GROUPING (part, unit, tier), part, unit, tier,
           count(*), count(amount), sum(amount::numeric)::float8, sum(base::numeric)::float8,
           {middle}, (SELECT digest FROM proof)
    FROM facts GROUP BY GROUPING SETS ((), (part), (unit), (tier), (unit, tier))
"""


@dataclass(frozen=True)
class Line:
    """A line of the answer: of what it tells, and its sums."""

    level: int
    part: str
    unit: int | None
    tier: str | None
    sums: Sums
    digest: str


def measured(rows: QuerySet[Any], how: Summary, slices: Iterable[str] = ()) -> Measurement:
    """The number of the rows; `slices` are the names of their annotations to slice by."""
    names = {"id": "pk", "part": "part", "amount": "amount"}
    if how == Summary.RATIO:
        names["base"] = "base"
    names |= {name.removeprefix("slice_"): name for name in slices}
    try:
        lines = list(_lines(rows.order_by().values_list(*names.values()), list(names), how))
    except EmptyResultSet:
        return measure([], how)
    return _measurement(lines, how)


def _lines(rows: QuerySet[Any], names: list[str], how: Summary) -> Iterator[Line]:
    inner, parameters = rows.query.sql_with_params()
    statement = STATEMENT.format(
        rows=inner,
        names=", ".join(names),
        middle=MIDDLE if how == Summary.MEDIAN else NO_MIDDLE,
        **{name: name if name in names else "NULL" for name in ("base", "unit", "tier")},
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        for level, part, unit, tier, inputs, known, amount, base, low, high, digest in cursor:
            sums = Sums(inputs, known, amount or 0.0, base or 0.0, low, high)
            yield Line(level, part, unit, tier, sums, digest)


def _measurement(lines: list[Line], how: Summary) -> Measurement:
    whole = next(line for line in lines if line.level == WHOLE)
    parts = {line.part: summary(line.sums, how) for line in lines if line.level == BY_PART}
    slices = {cut.key: summary(line.sums, how) for line in lines if (cut := _cut(line))}
    return Measurement(
        value=summary(whole.sums, how),
        parts=_known(parts),
        inputs=whole.sums.inputs,
        digest=whole.digest,
        slices=_known(slices),
    )


def _known(values: dict[str, float | None]) -> dict[str, float]:
    return {name: value for name, value in sorted(values.items()) if value is not None}


def _cut(line: Line) -> Cut | None:
    """What the line was cut by; None for the whole, a part, and rows outside any unit or tier."""
    if line.level == BY_UNIT and line.unit is not None:
        return Cut(line.unit)
    if line.level == BY_TIER and line.tier:
        return Cut(tier=line.tier)
    if line.level == BY_BOTH and line.unit is not None and line.tier:
        return Cut(line.unit, line.tier)
    return None
