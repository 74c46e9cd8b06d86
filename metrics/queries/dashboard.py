"""The quarterly dashboard as one read model: every number comes from Snapshots."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from urllib.parse import urlencode

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from governance.choices import Outcome, Path
from governance.models.reviews import Review
from intake.choices import Stage, Tier
from metrics.choices import Direction, Standing
from metrics.kpis.history import UNTIERED
from metrics.kpis.registry import KPI, AsOf, kpi_named
from metrics.logic.periods import Change, Quarter, change, last_moment
from metrics.logic.slices import WHOLE, Cut
from metrics.logic.standing import Bands, standing_of
from metrics.models.quarters import Signature
from metrics.queries.numbers import Correction, Numbers
from metrics.queries.quarters import Comment
from metrics.queries.tiles import EXECUTIVE_AREAS, FIRST, AreaSpec, TileSpec

QUARTERS_SHOWN = 5
LATE_REVIEWS_SHOWN = 6
STEPS = (
    ("submitted", _("Submitted")),
    ("decided", _("Decided")),
    ("approved", _("Approved")),
    ("built", _("Being built")),
    ("live", _("In production")),
)
TIERS = (Tier.LOW, Tier.MEDIUM, Tier.HIGH, Tier.PROHIBITED)


@dataclass(frozen=True)
class Figure:
    """A number that opens the rows behind it: `kpi` and `query` make the address."""

    kpi: str
    value: float | None
    parts: tuple[str, ...] = ()
    cut: Cut = WHOLE

    @property
    def query(self) -> str:
        """What narrows the rows, as a query string with its question mark, or nothing."""
        words = [("part", part) for part in self.parts]
        if self.cut.unit is not None:
            words.append(("unit", str(self.cut.unit)))
        if self.cut.tier:
            words.append(("tier", self.cut.tier))
        return "?" + urlencode(words) if words else ""


@dataclass(frozen=True)
class Tile:
    """A number with all that an executive wants to know of it.

    `change` is on the quarter before, `year_change` on the same quarter a year before; tones are
    pos, neg or empty. `is_whole` marks a number of the whole organization where a part was asked
    for, `is_signed` one that stands under the signatures of the quarter; `rows` stand behind it.
    """

    label: str | Promise
    icon: str
    declared: KPI
    figure: Figure
    change: Change | None
    year_change: Change | None
    history: tuple[float | None, ...]
    bands: Bands | None
    comment: Comment | None
    correction: Correction | None
    is_whole: bool
    is_signed: bool
    rows: int = 0

    @property
    def unit(self) -> str:
        return self.declared.unit

    @property
    def tone(self) -> str:
        """Whether the change on the quarter before is for the better."""
        return tone_of(self.change, self.declared.direction)

    @property
    def year_tone(self) -> str:
        """Whether the change on the year before is for the better."""
        return tone_of(self.year_change, self.declared.direction)

    @property
    def standing(self) -> Standing | None:
        """Good, fair or poor; targets are those of the whole, so a part has none."""
        if not self.figure.cut.is_whole:
            return None
        return standing_of(self.figure.value, self.bands, self.declared.direction)


@dataclass(frozen=True)
class Area:
    """A chapter with its tiles."""

    code: str
    label: str | Promise
    intro: str | Promise
    tiles: tuple[Tile, ...]


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
class Taken:
    """Of when the numbers of some quarters are: the oldest of each, None while one is lacking."""

    oldest: tuple[tuple[Quarter, datetime | None], ...]

    def missing(self, zone: tzinfo, now: datetime) -> tuple[Quarter, ...]:
        """Quarters that lack numbers, or that ended after their last ones were taken."""
        return tuple(
            quarter
            for quarter, at in self.oldest
            if quarter.starts_at(zone) <= now and self._is_due(quarter, at, zone, now)
        )

    @staticmethod
    def _is_due(quarter: Quarter, at: datetime | None, zone: tzinfo, now: datetime) -> bool:
        is_over = quarter.ends_at(zone) <= now
        return at is None or (is_over and at < last_moment(quarter, zone, now))


@dataclass(frozen=True)
class Dashboard:
    """What the page shows; `cases` counts the use cases, None while it is not known.

    `signatures` are those of the quarter: none, one while it waits for the second, or two.
    """

    quarter: Quarter
    quarters: tuple[Quarter, ...]
    cut: Cut
    as_of: datetime | None
    computed_at: datetime | None
    taken: Taken
    first: tuple[Tile, ...]
    areas: tuple[Area, ...]
    cases: int | None
    courses: Mapping[str, tuple[float, ...]]
    tiers: tuple[str, ...]
    matrix: tuple[MatrixRow, ...]
    steps: tuple[Step, ...]
    paths: tuple[PathDays, ...]
    outcomes: tuple[Figure, ...]
    signatures: tuple[Signature, ...] = field(default=())

    @property
    def tiles(self) -> tuple[Tile, ...]:
        """All of them, those at the head of the page first."""
        return (*self.first, *(tile for area in self.areas for tile in area.tiles))

    def tile(self, kpi: str) -> Tile | None:
        """The tile of a KPI, if the page has one."""
        return next((tile for tile in self.tiles if tile.figure.kpi == kpi), None)

    @property
    def is_signed(self) -> bool:
        """Whether two people signed what is shown."""
        return bool(self.signatures) and self.signatures[0].close.is_signed

    @property
    def corrections(self) -> int:
        """How many numbers changed after they were signed."""
        return len({tile.figure.kpi for tile in self.tiles if tile.correction is not None})


class _Page:
    """Builds the tiles of one quarter from its numbers."""

    def __init__(self, numbers: Numbers) -> None:
        self.numbers = numbers
        self.quarter = numbers.quarters[-1]
        self.signatures = tuple(numbers.signatures.get(self.quarter.starts_on, ()))

    def tiles(self, specs: Iterable[TileSpec]) -> tuple[Tile, ...]:
        """The tiles whose KPI is declared."""
        return tuple(
            self.tile(spec, declared) for spec in specs if (declared := spec.declared) is not None
        )

    def area(self, spec: AreaSpec) -> Area:
        return Area(spec.code, spec.label, spec.intro, self.tiles(spec.tiles))

    def tile(self, spec: TileSpec, declared: KPI) -> Tile:
        numbers, quarter = self.numbers, self.quarter
        history = tuple(numbers.value(declared, each) for each in numbers.quarters)
        narrowed = numbers.is_narrowed(declared)
        return Tile(
            label=spec.label,
            icon=spec.icon,
            declared=declared,
            figure=Figure(spec.kpi, history[-1], cut=numbers.cut if narrowed else WHOLE),
            change=change(history[-1], history[-2]),
            year_change=change(history[-1], history[0]),
            history=history,
            bands=numbers.bands(declared),
            comment=numbers.comment(spec.kpi),
            correction=numbers.correction(declared, quarter),
            is_whole=not narrowed and not numbers.cut.is_whole,
            is_signed=numbers.is_signed(spec.kpi, quarter),
            rows=numbers.rows(spec.kpi, quarter),
        )


def quarterly_dashboard(
    quarter: Quarter,
    *,
    cut: Cut = WHOLE,
    first: Sequence[TileSpec] = FIRST,
    areas: Sequence[AreaSpec] = EXECUTIVE_AREAS,
) -> Dashboard:
    """The numbers of a quarter and of the four before it, in two or three queries."""
    numbers = Numbers(quarter.back(QUARTERS_SHOWN), cut)
    page = _Page(numbers)
    newest = numbers.of("cases_by_stage", quarter)
    head = page.tiles(first)
    shown = tuple(page.area(area) for area in areas)
    return Dashboard(
        quarter=quarter,
        quarters=tuple(numbers.quarters),
        cut=cut,
        as_of=newest.as_of if newest else None,
        computed_at=newest.computed_at if newest else None,
        taken=Taken(tuple((each, numbers.oldest(each)) for each in numbers.quarters)),
        first=head,
        areas=tuple(area for area in shown if area.tiles),
        cases=int(newest.value or 0) if newest else None,
        courses={kpi: _course(numbers, kpi) for kpi in ("cases_decided", "cases_submitted")},
        tiers=(*TIERS, UNTIERED),
        matrix=tuple(_matrix(numbers, quarter)),
        steps=tuple(_steps(numbers, quarter)),
        paths=tuple(_paths(numbers)),
        outcomes=tuple(_outcomes(numbers.parts("cases_decided", quarter))),
        signatures=page.signatures,
    )


def tone_of(moved: Change | None, direction: Direction) -> str:
    """The tone of a change; empty where it is neither for the better nor for the worse."""
    if moved is None or not moved.direction or direction == Direction.NEITHER:
        return ""
    return "pos" if (moved.direction > 0) == (direction == Direction.UP) else "neg"


def sum_of_parts(values: Mapping[str, float], parts: Iterable[str]) -> float:
    """The sum over parts; "pilot" means "pilot/high" and the like, too."""
    wanted = tuple(parts)
    return sum(
        value
        for part, value in values.items()
        if part in wanted or part.partition("/")[0] in wanted
    )


def late_reviews(quarter: Quarter, *, zone: tzinfo, at: datetime) -> list[Review]:
    """The reviews that were latest at that moment, the most overdue first."""
    overdue = kpi_named("reviews_overdue")
    if overdue is None:
        return []
    rows = overdue.rows_behind(AsOf(quarter, at, zone)).select_related("use_case")
    return list(rows.order_by("due_at", "pk")[:LATE_REVIEWS_SHOWN])


def _course(numbers: Numbers, kpi: str) -> tuple[float, ...]:
    """A number quarter by quarter; 0 where none is known."""
    rows = (numbers.of(kpi, quarter) for quarter in numbers.quarters)
    return tuple((row.value or 0) if row else 0 for row in rows)


def _matrix(numbers: Numbers, quarter: Quarter) -> Iterable[MatrixRow]:
    parts = numbers.parts("cases_by_stage", quarter)
    for stage in Stage:
        total = sum_of_parts(parts, [stage])
        if not total:
            continue
        cells = tuple(
            Figure("cases_by_stage", sum_of_parts(parts, [part]), (part,))
            for part in (f"{stage}/{tier}" for tier in (*TIERS, UNTIERED))
        )
        yield MatrixRow(stage, cells, Figure("cases_by_stage", total, (stage,)))


def _steps(numbers: Numbers, quarter: Quarter) -> Iterable[Step]:
    parts = numbers.parts("funnel", quarter)
    for index, (_step, label) in enumerate(STEPS):
        reached = tuple(step for step, _label in STEPS[index:])
        yield Step(label, Figure("funnel", sum_of_parts(parts, reached), reached))


def _paths(numbers: Numbers) -> Iterable[PathDays]:
    for path in Path:
        history = tuple(
            numbers.parts("days_to_decision", quarter).get(path) for quarter in numbers.quarters
        )
        if any(value is not None for value in history):
            yield PathDays(path, Figure("days_to_decision", history[-1], (path,)), history)


def _outcomes(counts: Mapping[str, float]) -> Iterable[Figure]:
    for outcome in Outcome:
        if outcome in counts:
            yield Figure("cases_decided", counts[outcome], (outcome,))
