"""The quarterly dashboard as one read model: every number comes from Snapshots, in one query."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from hashlib import sha256
from urllib.parse import urlencode

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from coe_portal.tenancy.scope import current_organization_id
from governance.choices import Outcome, Path
from governance.models.reviews import Review
from intake.choices import Stage, Tier
from metrics.choices import Direction
from metrics.kpis.history import UNTIERED
from metrics.kpis.registry import AsOf, all_kpis, kpi_named
from metrics.logic.periods import Change, Quarter, change, last_moment
from metrics.models.snapshots import Snapshot

QUARTERS_SHOWN = 5
LATE_REVIEWS_SHOWN = 6
LIVE = (Stage.PRODUCTION, Stage.MONITORING)


@dataclass(frozen=True)
class Figure:
    """A number that opens the rows behind it: `kpi` and `query` make the address."""

    kpi: str
    value: float | None
    parts: tuple[str, ...] = ()

    @property
    def query(self) -> str:
        """The parts as a query string, with its question mark, or nothing."""
        return "?" + urlencode([("part", part) for part in self.parts]) if self.parts else ""


@dataclass(frozen=True)
class TileSpec:
    """What a tile shows: a KPI, or some parts of it."""

    label: str | Promise
    icon: str
    kpi: str
    direction: Direction
    parts: tuple[str, ...] = ()


TILES = (
    TileSpec(_("Use cases"), "layers", "cases_by_stage", Direction.NEITHER),
    TileSpec(_("In production"), "rocket", "cases_by_stage", Direction.UP, LIVE),
    TileSpec(_("Submitted"), "inbox", "cases_submitted", Direction.UP),
    TileSpec(_("Decided"), "gavel", "cases_decided", Direction.UP),
    TileSpec(_("Median days to decide"), "timer", "days_to_decision", Direction.DOWN),
    TileSpec(_("Reviews overdue"), "alarm-clock", "reviews_overdue", Direction.DOWN),
)
TRAINING_TILES = (
    TileSpec(_("Staff with a certificate"), "award", "staff_certified", Direction.UP),
    TileSpec(_("AI literacy"), "shield-check", "literacy_coverage", Direction.UP),
    TileSpec(_("Courses completed"), "graduation-cap", "training_completions", Direction.UP),
    TileSpec(_("Completed on time"), "alarm-clock", "training_completion_rate", Direction.UP),
    TileSpec(_("Hours learned"), "book-open", "upskilling_hours", Direction.UP),
    TileSpec(_("Valid certificates"), "circle-check-big", "certificates_current", Direction.UP),
    TileSpec(_("Median days to certificate"), "timer", "days_to_certificate", Direction.DOWN),
    TileSpec(_("Champions per unit"), "users", "champions_per_unit", Direction.UP),
)
STEPS = (
    ("submitted", _("Submitted")),
    ("decided", _("Decided")),
    ("approved", _("Approved")),
    ("built", _("Being built")),
    ("live", _("In production")),
)
TIERS = (Tier.LOW, Tier.MEDIUM, Tier.HIGH, Tier.PROHIBITED)


@dataclass(frozen=True)
class Tile:
    """A number, its change on the quarter before, and its course; `tone` is pos, neg or empty."""

    label: str | Promise
    icon: str
    figure: Figure
    unit: str
    change: Change | None
    tone: str
    history: tuple[float | None, ...]


@dataclass(frozen=True)
class MatrixRow:
    """A stage, with one figure per tier and their sum."""

    stage: Stage
    cells: tuple[Figure, ...]
    total: Figure


@dataclass(frozen=True)
class Step:
    """A step of the funnel: everybody who came at least that far."""

    label: str | Promise
    figure: Figure


@dataclass(frozen=True)
class PathDays:
    """A review path: the median days of each quarter, None where nothing was decided."""

    path: Path
    figure: Figure
    history: tuple[float | None, ...]


@dataclass(frozen=True)
class Dashboard:
    """What the page shows; `missing` are quarters whose numbers must be taken first."""

    quarter: Quarter
    quarters: tuple[Quarter, ...]
    as_of: datetime | None
    computed_at: datetime | None
    missing: tuple[Quarter, ...]
    version: str
    tiles: tuple[Tile, ...]
    training: tuple[Tile, ...]
    tiers: tuple[str, ...]
    matrix: tuple[MatrixRow, ...]
    steps: tuple[Step, ...]
    paths: tuple[PathDays, ...]
    outcomes: tuple[Figure, ...]

    def course(self, kpi: str) -> tuple[float, ...]:
        """The numbers of a KPI's tile, quarter by quarter; 0 where none is known."""
        tile = next(tile for tile in self.tiles if tile.figure.kpi == kpi)
        return tuple(value or 0 for value in tile.history)

    @property
    def is_empty(self) -> bool:
        """Whether there is not one use case yet."""
        return not self.tiles[0].figure.value

    @property
    def has_training(self) -> bool:
        """Whether anything was ever learned or arranged here."""
        return any(value for tile in self.training for value in tile.history)


class _Numbers:
    """The newest snapshots of some quarters, to be asked by KPI and quarter."""

    def __init__(self, quarters: Sequence[Quarter]) -> None:
        self.quarters = quarters
        latest = Snapshot.objects.latest_of(quarter.starts_on for quarter in quarters)
        self.known = {(row.starts_on, row.kpi): row for row in latest}

    def of(self, kpi: str, quarter: Quarter) -> Snapshot | None:
        return self.known.get((quarter.starts_on, kpi))

    def value(self, kpi: str, parts: Sequence[str], quarter: Quarter | None = None) -> float | None:
        """The number, or the sum of some of its parts; None when it is not known."""
        snapshot = self.of(kpi, quarter or self.quarters[-1])
        if snapshot is None or not parts:
            return None if snapshot is None else snapshot.value
        return sum_of_parts(snapshot.parts, parts)

    def version(self, quarter: Quarter) -> str:
        """Names these numbers: snapshots never change, so who they are says what is shown."""
        rows = sorted(self.known.values(), key=lambda row: row.pk)
        names = ",".join(f"{row.pk}|{row.computed_at.timestamp()}|{row.digest}" for row in rows)
        shown = sha256(names.encode()).hexdigest()
        return f"{current_organization_id()}:{quarter.code}:{shown}"

    def missing(self, zone: tzinfo, now: datetime) -> Iterable[Quarter]:
        """Quarters without any numbers, or that ended after their last ones were taken."""
        for quarter in self.quarters:
            if quarter.starts_at(zone) > now:
                continue
            rows = [self.of(kpi.code, quarter) for kpi in all_kpis()]
            ended = quarter.ends_at(zone) <= now
            end = last_moment(quarter, zone, now)
            if any(row is None or (ended and row.as_of < end) for row in rows):
                yield quarter


def sum_of_parts(values: Mapping[str, float], parts: Iterable[str]) -> float:
    """The sum over parts; "pilot" means "pilot/high" and the like, too."""
    wanted = tuple(parts)
    return sum(
        value
        for part, value in values.items()
        if part in wanted or part.partition("/")[0] in wanted
    )


def quarterly_dashboard(quarter: Quarter, *, zone: tzinfo, now: datetime) -> Dashboard:
    """The numbers of a quarter and of the four before it, from one query."""
    quarters = quarter.back(QUARTERS_SHOWN)
    numbers = _Numbers(quarters)
    newest = numbers.of("cases_by_stage", quarter)
    return Dashboard(
        quarter=quarter,
        quarters=quarters,
        as_of=newest.as_of if newest else None,
        computed_at=newest.computed_at if newest else None,
        missing=tuple(numbers.missing(zone, now)),
        version=numbers.version(quarter),
        tiles=tuple(_tile(spec, numbers) for spec in TILES),
        training=tuple(_tile(spec, numbers) for spec in TRAINING_TILES),
        tiers=(*TIERS, UNTIERED),
        matrix=tuple(_matrix(numbers)),
        steps=tuple(_steps(numbers)),
        paths=tuple(_paths(numbers)),
        outcomes=tuple(_outcomes(newest=numbers.of("cases_decided", quarter))),
    )


def late_reviews(quarter: Quarter, *, zone: tzinfo, at: datetime) -> list[Review]:
    """The reviews that were latest at that moment, the most overdue first."""
    overdue = kpi_named("reviews_overdue")
    if overdue is None:
        return []
    rows = overdue.rows_behind(AsOf(quarter, at, zone)).select_related("use_case")
    return list(rows.order_by("due_at", "pk")[:LATE_REVIEWS_SHOWN])


def _tile(spec: TileSpec, numbers: _Numbers) -> Tile:
    *_, before, quarter = numbers.quarters
    history = [numbers.value(spec.kpi, spec.parts, each) for each in numbers.quarters]
    moved = change(
        numbers.value(spec.kpi, spec.parts, quarter), numbers.value(spec.kpi, spec.parts, before)
    )
    declared = kpi_named(spec.kpi)
    return Tile(
        label=spec.label,
        icon=spec.icon,
        figure=Figure(spec.kpi, history[-1], spec.parts),
        unit=declared.unit if declared else "",
        change=moved,
        tone=_tone(moved, spec.direction),
        history=tuple(history),
    )


def _tone(moved: Change | None, direction: Direction) -> str:
    if moved is None or not moved.direction or direction == Direction.NEITHER:
        return ""
    return "pos" if (moved.direction > 0) == (direction == Direction.UP) else "neg"


def _matrix(numbers: _Numbers) -> Iterable[MatrixRow]:
    for stage in Stage:
        total = numbers.value("cases_by_stage", [stage])
        if not total:
            continue
        cells = tuple(
            Figure("cases_by_stage", numbers.value("cases_by_stage", [part]), (part,))
            for part in (f"{stage}/{tier}" for tier in (*TIERS, UNTIERED))
        )
        yield MatrixRow(stage, cells, Figure("cases_by_stage", total, (stage,)))


def _steps(numbers: _Numbers) -> Iterable[Step]:
    for index, (_step, label) in enumerate(STEPS):
        reached = tuple(step for step, _label in STEPS[index:])
        yield Step(label, Figure("funnel", numbers.value("funnel", reached), reached))


def _paths(numbers: _Numbers) -> Iterable[PathDays]:
    for path in Path:
        history = tuple(
            row.parts.get(path) if (row := numbers.of("days_to_decision", quarter)) else None
            for quarter in numbers.quarters
        )
        if any(value is not None for value in history):
            yield PathDays(path, Figure("days_to_decision", history[-1], (path,)), history)


def _outcomes(*, newest: Snapshot | None) -> Iterable[Figure]:
    counts = newest.parts if newest else {}
    for outcome in Outcome:
        if outcome in counts:
            yield Figure("cases_decided", counts[outcome], (outcome,))
