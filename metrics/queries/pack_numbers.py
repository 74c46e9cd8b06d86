"""The numbers of a board pack: every KPI of a quarter with its course, out of the snapshots."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from coe_portal.tenancy.models import Organization
from metrics.choices import Area, Direction, Standing
from metrics.kpis.registry import KPI, AsOf, all_kpis
from metrics.logic.movements import Movement, is_better
from metrics.logic.periods import Change, Quarter, change
from metrics.logic.standing import Bands, standing_of
from metrics.models.quarters import Signature
from metrics.models.snapshots import Snapshot
from metrics.queries.numbers import Correction, Numbers
from metrics.queries.quarters import Comment

# The quarter, the one before, and so back to the same of last year.
QUARTERS_TOLD: Final = 5


@dataclass(frozen=True)
class KpiLine:
    """A KPI quarter by quarter, the one that is told last; None where nothing is known."""

    kpi: KPI
    history: tuple[float | None, ...]
    snapshot: Snapshot | None
    bands: Bands | None = None
    comment: Comment | None = None
    # Of a signed number, what it would be now; of any other, what was told before.
    correction: Correction | None = None
    was: float | None = None

    @property
    def value(self) -> float | None:
        return self.history[-1]

    @property
    def before(self) -> float | None:
        return self.history[-2]

    @property
    def year_before(self) -> float | None:
        return self.history[0]

    @property
    def parts(self) -> Mapping[str, float]:
        return {} if self.snapshot is None else self.snapshot.parts

    @property
    def rows(self) -> int:
        """How many rows stand behind it."""
        return 0 if self.snapshot is None else self.snapshot.inputs

    @property
    def is_known(self) -> bool:
        """Whether there is anything to tell: a number, or that it is not reached."""
        is_unreached = bool(self.rows and self.kpi.unreached)
        return is_unreached or any(value is not None for value in self.history)

    @property
    def quarterly(self) -> Change | None:
        return change(self.value, self.before)

    @property
    def yearly(self) -> Change | None:
        return change(self.value, self.year_before)

    @property
    def is_better(self) -> bool | None:
        """Against the quarter before."""
        return is_better(self.quarterly, Direction(self.kpi.direction))

    @property
    def target(self) -> float | None:
        return None if self.bands is None else self.bands.target

    @property
    def standing(self) -> Standing | None:
        """Good, fair or poor against the bands that held at the end of the quarter."""
        return standing_of(self.value, self.bands, Direction(self.kpi.direction))

    def data(self) -> dict[str, Any]:
        """The same for machines."""
        snapshot = self.snapshot
        return {
            "code": self.kpi.code,
            "question": str(self.kpi.question),
            "unit": str(self.kpi.unit),
            "history": list(self.history),
            "target": self.target,
            "standing": self.standing,
            "comment": "" if self.comment is None else self.comment.text,
            "corrected_to": None if self.correction is None else self.correction.value,
            "corrected_from": self.was,
            "parts": dict(self.parts),
            "inputs": None if snapshot is None else snapshot.inputs,
            "as_of": None if snapshot is None else snapshot.as_of.isoformat(),
            "digest": "" if snapshot is None else snapshot.digest,
        }


@dataclass(frozen=True)
class PackNumbers:
    """What every chapter of a pack starts from: whose it is, which quarter, and its numbers."""

    organization: Organization
    as_of: AsOf
    quarters: tuple[Quarter, ...]
    lines: tuple[KpiLine, ...]
    now: dt.datetime
    signatures: tuple[Signature, ...] = ()

    @property
    def quarter(self) -> Quarter:
        return self.as_of.quarter

    @property
    def is_running(self) -> bool:
        """Whether the quarter is not over, so that its numbers are not the last ones."""
        return self.as_of.quarter.ends_at(self.as_of.zone) > self.now

    def of_area(self, area: Area) -> tuple[KpiLine, ...]:
        return tuple(line for line in self.lines if line.kpi.area == area)

    def line(self, code: str) -> KpiLine | None:
        """One KPI, if there is such a one."""
        return next((line for line in self.lines if line.kpi.code == code), None)

    def movements(self) -> tuple[Movement, ...]:
        """What changed since the quarter before."""
        return tuple(
            Movement(line.kpi.code, line.quarterly, line.is_better)
            for line in self.lines
            if line.quarterly is not None and line.quarterly.direction
        )


def pack_numbers(
    organization: Organization, quarter: Quarter, *, zone: dt.tzinfo, now: dt.datetime
) -> PackNumbers:
    """Every KPI of the quarter and of the four before it; of signed quarters what was signed."""
    numbers = Numbers(quarter.back(QUARTERS_TOLD))
    lines = tuple(_line(kpi, numbers, quarter) for kpi in all_kpis())
    taken = [line.snapshot.as_of for line in lines if line.snapshot is not None]
    as_of = AsOf(quarter, max(taken, default=min(now, quarter.ends_at(zone))), zone)
    signatures = tuple(numbers.signatures.get(quarter.starts_on, ()))
    return PackNumbers(organization, as_of, tuple(numbers.quarters), lines, now, signatures)


def _line(kpi: KPI, numbers: Numbers, quarter: Quarter) -> KpiLine:
    snapshot = numbers.of(kpi.code, quarter)
    before = None if snapshot is None or snapshot.restates_id is None else snapshot.restates
    return KpiLine(
        kpi,
        tuple(numbers.value(kpi, each) for each in numbers.quarters),
        snapshot,
        numbers.bands(kpi),
        numbers.comment(kpi.code),
        numbers.correction(kpi, quarter),
        None if before is None else before.value,
    )
