"""KPIs as declarations: what is asked, how it is computed, and which rows stand behind it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, tzinfo
from enum import StrEnum
from typing import Any, TypeAlias

from django.db.models import Q, QuerySet
from django.utils.functional import Promise

from metrics.choices import Area, Direction, Summary, Unit
from metrics.kpis.summing import measured
from metrics.logic.measuring import Measurement
from metrics.logic.periods import Quarter
from metrics.logic.slices import WHOLE, Cut
from metrics.logic.standing import Bands

__all__ = [
    "BY_UNIT_AND_TIER",
    "KPI",
    "AsOf",
    "Bands",
    "Slice",
    "Text",
    "all_kpis",
    "kpi",
    "kpi_named",
]

Text: TypeAlias = str | Promise


@dataclass(frozen=True)
class AsOf:
    """A quarter seen from one moment: what happened later does not count."""

    quarter: Quarter
    at: datetime
    zone: tzinfo

    @property
    def since(self) -> datetime:
        """The first moment of the quarter."""
        return self.quarter.starts_at(self.zone)


# Each row of the queryset has, by annotation, `part` (text) and `amount` (a number or null); with
# Summary.RATIO also `base` (a number or null), and `slice_unit` (key of a business unit or null)
# and `slice_tier` (a risk tier or empty) as far as the KPI declares that it can be sliced.
Rows: TypeAlias = Callable[[AsOf], "QuerySet[Any]"]


class Slice(StrEnum):
    """By what a number can be narrowed: its rows carry the annotation of this name."""

    UNIT = "slice_unit"
    TIER = "slice_tier"


BY_UNIT_AND_TIER = (Slice.UNIT, Slice.TIER)


@dataclass(frozen=True)
class KPI:
    """One number of the catalogue. Its rows are the drill-down, so the two cannot differ.

    `unreached` is what it means that there are rows, and yet no number.
    """

    code: str
    area: Area
    question: Text = field(compare=False)
    unit: Unit
    direction: Direction
    summary: Summary
    formula: Text = field(compare=False)
    source: Text = field(compare=False)
    owner: Text = field(compare=False)
    rows: Rows = field(compare=False)
    slices: tuple[Slice, ...] = ()
    bands: Bands | None = None
    is_entered: bool = False
    unreached: Text = field(default="", compare=False)

    @property
    def kpi_code(self) -> str:
        """Whose number a page shows, for the rights of its owner."""
        return self.code

    def measured(self, as_of: AsOf, cut: Cut = WHOLE) -> Measurement:
        """Compute the number from its rows, or from those of a part of the organization.

        What nobody entered is missing: it is not nothing.
        """
        found = measured(self.rows_behind(as_of, cut=cut), self.summary, self.slices)
        return replace(found, value=None) if self.is_entered and not found.inputs else found

    @property
    def has_zero(self) -> bool:
        """Whether no rows are 0: none were counted, nothing added up."""
        return self.summary in {Summary.COUNT, Summary.SUM} and not self.is_entered

    def rows_behind(
        self, as_of: AsOf, parts: Sequence[str] = (), cut: Cut = WHOLE
    ) -> QuerySet[Any]:
        """The rows behind the number or some of its parts ("pilot" means "pilot/high", too).

        A cut by something that the KPI cannot be sliced by leaves nothing.
        """
        wanted = Q()
        for part in parts:
            wanted |= Q(part=part) | Q(part__startswith=f"{part}/")
        rows = self.rows(as_of).filter(wanted)
        if not self.can_cut(cut):
            return rows.none()
        if cut.unit is not None:
            rows = rows.filter(slice_unit=cut.unit)
        return rows.filter(slice_tier=cut.tier) if cut.tier else rows

    def can_cut(self, cut: Cut) -> bool:
        """Whether the rows say what the cut asks for."""
        return (cut.unit is None or Slice.UNIT in self.slices) and (
            not cut.tier or Slice.TIER in self.slices
        )


_kpis: dict[str, KPI] = {}


def kpi(
    code: str,
    *,
    area: Area,
    question: Text,
    unit: Unit,
    direction: Direction,
    summary: Summary,
    formula: Text,
    source: Text,
    owner: Text,
    slices: tuple[Slice, ...] = (),
    bands: Bands | None = None,
    is_entered: bool = False,
    unreached: Text = "",
) -> Callable[[Rows], Rows]:
    """Declare a KPI; the function gives its rows. ValueError when the code is taken."""

    def declare(rows: Rows) -> Rows:
        if code in _kpis:
            message = f"KPI {code} is declared twice."
            raise ValueError(message)
        _kpis[code] = KPI(
            code=code,
            area=area,
            question=question,
            unit=unit,
            direction=direction,
            summary=summary,
            formula=formula,
            source=source,
            owner=owner,
            rows=rows,
            slices=slices,
            bands=bands,
            is_entered=is_entered,
            unreached=unreached,
        )
        return rows

    return declare


def all_kpis() -> tuple[KPI, ...]:
    """Every declared KPI, by code."""
    return tuple(_kpis[code] for code in sorted(_kpis))


def kpi_named(code: str) -> KPI | None:
    """The KPI of this code, if there is one."""
    return _kpis.get(code)
