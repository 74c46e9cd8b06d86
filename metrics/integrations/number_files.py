"""Kept numbers as one flat file for BI tools: a line for each number, each part and each slice."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from typing import Any, Final

from django.utils.translation import gettext as _

from coe_portal.errors import RuleViolation
from coe_portal.paging import capped_count
from coe_portal.tenancy.models import BusinessUnit
from coe_portal.ui.exports import CsvFile
from coe_portal.ui.parquet import Field, Kind, parquet
from metrics.logic.slices import cut_named
from metrics.models.snapshots import Snapshot, SnapshotQuerySet

MOST_SNAPSHOTS: Final = 20_000
FIELDS: Final = (
    Field("kpi", Kind.TEXT),
    Field("kind", Kind.TEXT),
    Field("quarter", Kind.TEXT),
    Field("quarter_starts_on", Kind.DAY),
    Field("day", Kind.DAY),
    Field("as_of", Kind.MOMENT),
    Field("computed_at", Kind.MOMENT),
    Field("part", Kind.TEXT),
    Field("business_unit", Kind.TEXT),
    Field("tier", Kind.TEXT),
    Field("value", Kind.NUMBER),
    Field("rows", Kind.INTEGER),
    Field("digest", Kind.TEXT),
    Field("restated_because", Kind.TEXT),
)
TYPES: Final = {
    "csv": "text/csv; charset=utf-8",
    "parquet": "application/vnd.apache.parquet",
}


def written_numbers(kind: str, rows: SnapshotQuerySet) -> bytes:
    """The file; `kind` is one of TYPES.

    Lines without part, unit and tier are the numbers themselves; the others must not be added to
    them. RuleViolation where there are too many for a request.
    """
    if capped_count(rows, MOST_SNAPSHOTS) > MOST_SNAPSHOTS:
        raise RuleViolation(
            _(
                "A file holds %(most)s numbers at most, and these are more. Take it in pieces: of "
                "some days (from, until), of one quarter, or of quarters without their days."
            )
            % {"most": f"{MOST_SNAPSHOTS:,}"}
        )
    lines = _lines(rows.order_by("-as_of", "-pk"))
    if kind == "parquet":
        return parquet(FIELDS, lines)
    stream = io.BytesIO()
    file = CsvFile(stream, [field.name for field in FIELDS])
    for line in lines:
        file.add(line)
    file.finish()
    return stream.getvalue()


def _lines(rows: SnapshotQuerySet) -> Iterator[tuple[Any, ...]]:
    units = dict(BusinessUnit.objects.values_list("pk", "code"))
    for row in rows.iterator(chunk_size=500):
        head = (row.kpi, row.kind, row.quarter, row.starts_on, row.day, row.as_of, row.computed_at)
        tail = (row.inputs, row.digest, row.reason or None)
        for place, value in _values(row, units):
            yield (*head, *place, value, *tail)


def _values(
    row: Snapshot, units: Mapping[int, str]
) -> Iterator[tuple[tuple[str | None, str | None, str | None], float | None]]:
    """Part, unit and tier, with the value there."""
    yield (None, None, None), row.value
    for part, value in row.parts.items():
        yield (part, None, None), float(value)
    for key, value in row.slices.items():
        if cut := cut_named(key):
            unit = None if cut.unit is None else units.get(cut.unit, "")
            yield (None, unit, cut.tier or None), float(value)
