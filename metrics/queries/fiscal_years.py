"""Numbers side by side: some KPIs over the quarters of a fiscal year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from metrics.kpis.registry import KPI
from metrics.logic.periods import Quarter
from metrics.models.quarters import QuarterClose, Signature
from metrics.queries.numbers import Numbers


@dataclass(frozen=True)
class YearRow:
    """A KPI quarter by quarter; None where nothing is known."""

    kpi: KPI
    values: tuple[float | None, ...]


@dataclass(frozen=True)
class YearSheet:
    """The rows, and which of the quarters are signed or being signed."""

    quarters: tuple[Quarter, ...]
    rows: tuple[YearRow, ...]
    signatures: Mapping[date, Sequence[Signature]]

    def close_of(self, quarter: Quarter) -> QuarterClose | None:
        """The close of a quarter that runs."""
        signatures = self.signatures.get(quarter.starts_on)
        return signatures[0].close if signatures else None


def year_sheet(kpis: Sequence[KPI], quarters: Sequence[Quarter]) -> YearSheet:
    """The signed numbers where a quarter is signed, else the newest, in two or three queries."""
    numbers = Numbers(quarters)
    rows = tuple(
        YearRow(kpi, tuple(numbers.value(kpi, quarter) for quarter in quarters)) for kpi in kpis
    )
    return YearSheet(tuple(quarters), rows, numbers.signatures)
