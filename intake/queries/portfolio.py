"""Read models of the portfolio pages: counts for filters, the board, the bubble chart.

Each takes the rows that the page's filters leave, and asks a fixed number of queries whatever
their number.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, F, Value
from django.db.models.functions import Least

from intake.choices import Stage
from intake.logic.stages import CLOSED, LADDER
from intake.models.use_cases import UseCase, UseCaseQuerySet

MOST_POINTS = 2_000
MOST_UNSCORED = 10_000
BINS = 20
BOARD_STAGES = (*LADDER, Stage.ON_HOLD, Stage.SUSPENDED)
# Of rows and not of a column: the covering indexes hold everything but the key.
CASES = Count("*")
PRIORITY_ORDER = (F("priority").desc(nulls_last=True), F("id").desc())


@dataclass(frozen=True)
class Facets:
    """How many cases there are by each value; absent values have none."""

    stage: dict[str, int]
    tier: dict[str, int]
    ai_act_class: dict[str, int]
    total: int


@dataclass(frozen=True)
class Column:
    """One stage of the board: all that are there, and the first cards by priority."""

    stage: Stage
    count: int
    cards: Sequence[UseCase]

    @property
    def hidden(self) -> int:
        """How many are there but not shown."""
        return self.count - len(self.cards)


@dataclass(frozen=True)
class Point:
    """One case in the plane; `value` and `feasibility` 0 to 100, `priority` may be missing."""

    reference: str
    title: str
    value: int
    feasibility: int
    tier: str
    priority: Decimal | None


@dataclass(frozen=True)
class Bin:
    """Cases that lie together: `x` (feasibility) and `y` (value) from 0 to BINS - 1."""

    x: int
    y: int
    tier: str
    count: int


@dataclass(frozen=True)
class Plane:
    """Either all points, or bins when there are more than MOST_POINTS; `total` is what is shown.

    `unscored` cases lack a score on one of the two axes and are in neither; they are counted up to
    MOST_UNSCORED.
    """

    points: Sequence[Point]
    bins: Sequence[Bin]
    total: int
    unscored: int

    @property
    def is_capped(self) -> bool:
        """Whether there are more unscored cases than were counted."""
        return self.unscored > MOST_UNSCORED


def facets(rows: UseCaseQuerySet) -> Facets:
    """Counts for the filters, in one query."""
    groups = rows.order_by().values_list("stage", "tier", "ai_act_class").annotate(cases=CASES)
    stage, tier, ai_act_class = Counter[str](), Counter[str](), Counter[str]()
    for in_stage, in_tier, in_class, cases in groups:
        stage[in_stage] += cases
        tier[in_tier] += cases
        ai_act_class[in_class] += cases
    return Facets(dict(stage), dict(tier), dict(ai_act_class), stage.total())


def board(rows: UseCaseQuerySet, *, per_column: int = 20) -> list[Column]:
    """The board by stage, in three queries; closed cases are shown when only they are asked for."""
    counts = dict(rows.order_by().values_list("stage").annotate(cases=CASES))
    stages: list[Stage] = [stage for stage in BOARD_STAGES if stage != Stage.RETIRED]
    if not any(counts.get(stage) for stage in stages):
        stages = [stage for stage in Stage if stage in CLOSED]
    tops = [
        rows.filter(stage=stage).order_by(*PRIORITY_ORDER).values("pk")[:per_column]
        for stage in stages
    ]
    shown = [row["pk"] for row in tops[0].union(*tops[1:], all=True)]
    cards: dict[str, list[UseCase]] = {stage: [] for stage in stages}
    for use_case in rows.filter(pk__in=shown).with_people().order_by(*PRIORITY_ORDER):
        cards[use_case.stage].append(use_case)
    return [Column(stage, counts.get(stage, 0), cards[stage]) for stage in stages]


def plane(rows: UseCaseQuerySet) -> Plane:
    """Value against feasibility: points up to MOST_POINTS, else bins; three queries at most."""
    rows = rows.order_by()
    scored, unscored = rows.placed(), rows.unplaced().capped_count(MOST_UNSCORED)
    bins = _bins(scored)
    total = sum(found.count for found in bins)
    if total <= MOST_POINTS:
        return Plane(_points(scored), (), total, unscored)
    return Plane((), bins, total, unscored)


def _points(rows: UseCaseQuerySet) -> list[Point]:
    fields = ("number", "title", "value", "feasibility", "tier", "priority")
    return [
        Point(f"{UseCase.PREFIX}-{number}", *facts) for number, *facts in rows.values_list(*fields)
    ]


def _bins(rows: UseCaseQuerySet) -> list[Bin]:
    width, last = Value(100 // BINS), Value(BINS - 1)
    groups = (
        rows.annotate(x=Least(F("feasibility") / width, last), y=Least(F("value") / width, last))
        .values_list("x", "y", "tier")
        .annotate(cases=CASES)
        .order_by()
    )
    return [Bin(x, y, tier, cases) for x, y, tier, cases in groups]
