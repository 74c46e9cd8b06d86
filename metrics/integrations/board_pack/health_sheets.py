"""The CoE's health as sheets of a workbook, and as data."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from django.utils.translation import gettext as _, gettext_lazy

from metrics.choices import MaturityStage
from metrics.integrations.board_pack.sections import Field, Sheet
from metrics.logic.queueing import Waits
from metrics.logic.satisfaction import SCORES
from metrics.queries.antipatterns import PatternReading
from metrics.queries.maturity import DimensionView, MaturityView
from metrics.queries.pack_health import HealthTold
from metrics.queries.queue import PathForecast

SCORE: Final = "0.0"
MATURITY_FIELDS: Final = (
    Field(gettext_lazy("Dimension"), 30),
    Field(gettext_lazy("Stage"), 14),
    Field(gettext_lazy("Score, of 4"), 12, SCORE),
    Field(gettext_lazy("Round before"), 14, SCORE),
    Field(gettext_lazy("Target"), 14),
    Field(gettext_lazy("Target score"), 14, SCORE),
    Field(gettext_lazy("Until"), 14, "yyyy-mm-dd"),
)
SIGNAL_FIELDS: Final = (
    Field(gettext_lazy("Anti-pattern"), 24),
    Field(gettext_lazy("Level"), 16),
    Field(gettext_lazy("Quarter before"), 16),
    Field(gettext_lazy("Signal"), 44),
    Field(gettext_lazy("Value"), 10, "0.0"),
    Field(gettext_lazy("Unit"), 10),
    Field(gettext_lazy("Watch from"), 12, "0.0"),
    Field(gettext_lazy("Present from"), 12, "0.0"),
    Field(gettext_lazy("Rows behind it"), 14, "0"),
)
LAUNCH_FIELDS: Final = (
    Field(gettext_lazy("Phase"), 18),
    Field(gettext_lazy("Done"), 10, "0"),
    Field(gettext_lazy("Needed"), 10, "0"),
    Field(gettext_lazy("Late"), 10, "0"),
)
SCORE_FIELDS: Final = (
    Field(gettext_lazy("Score"), 10, "0"),
    Field(gettext_lazy("Answers"), 10, "0"),
)
QUEUE_FIELDS: Final = (
    Field(gettext_lazy("Path"), 18),
    Field(gettext_lazy("Asked in days"), 14, "0"),
    Field(gettext_lazy("Half wait at most"), 18, "0"),
    Field(gettext_lazy("Four of five wait at most"), 22, "0"),
    Field(gettext_lazy("Half, one more reviewer"), 22, "0"),
    Field(gettext_lazy("Four of five, one more reviewer"), 28, "0"),
)


def sheets_of(told: HealthTold) -> Iterable[Sheet]:
    """A sheet of each room that had anything to say."""
    if told.maturity is not None:
        rows = tuple(_maturity_cells(view) for view in told.maturity.dimensions)
        yield Sheet(_("Maturity"), MATURITY_FIELDS, rows)
    if told.patterns:
        cells = tuple(row for reading in told.patterns for row in _signal_cells(reading))
        yield Sheet(_("Anti-patterns"), SIGNAL_FIELDS, cells)
    if told.launch:
        steps = tuple((str(one.phase.label), one.done, one.wanted, one.late) for one in told.launch)
        yield Sheet(_("Launch plan"), LAUNCH_FIELDS, steps)
    if told.satisfaction.mean is not None:
        counted = tuple(zip(SCORES, told.satisfaction.by_score, strict=True))
        yield Sheet(_("Satisfaction"), SCORE_FIELDS, counted)
    if told.queue:
        waits = tuple(row for forecast in told.queue for row in _queue_cells(forecast))
        yield Sheet(_("Queue forecast"), QUEUE_FIELDS, waits)


def _maturity_cells(view: DimensionView) -> tuple[Any, ...]:
    stage, target = view.standing.stage, view.target
    return (
        str(view.standing.dimension.label),
        "" if stage is None else str(stage.label),
        view.standing.score,
        view.before,
        "" if target is None else str(MaturityStage(target.stage).label),
        view.target_score,
        None if target is None else target.due_on,
    )


def _signal_cells(reading: PatternReading) -> Iterable[tuple[Any, ...]]:
    before = "" if reading.before is None else str(reading.before.label)
    for one in reading.signals:
        yield (
            str(reading.pattern.label),
            str(reading.level.label),
            before,
            str(one.signal.label),
            one.value,
            str(one.signal.unit.label),
            one.limits.watch,
            one.limits.present,
            one.rows,
        )


def _queue_cells(forecast: PathForecast) -> Iterable[tuple[Any, ...]]:
    for now, more in zip(forecast.now, forecast.with_one_more, strict=True):
        yield (str(forecast.path.label), now.day, now.half, now.most, more.half, more.most)


def data_of(told: HealthTold) -> dict[str, Any]:
    """The same for machines."""
    found = told.satisfaction
    return {
        "maturity": None if told.maturity is None else _maturity_data(told.maturity),
        "patterns": {
            one.pattern.value: {
                "level": one.level.value,
                "before": one.before and one.before.value,
                "signals": {signal.signal.code: signal.value for signal in one.signals},
            }
            for one in told.patterns
        },
        "launch": {
            one.phase.value: {"done": one.done, "wanted": one.wanted, "late": one.late}
            for one in told.launch
        },
        "satisfaction": {"mean": found.mean, "answered": found.answered, "asked": found.asked},
        "queue": {one.path.value: _waits(one.now) for one in told.queue},
    }


def _maturity_data(told: MaturityView) -> dict[str, Any]:
    return {
        "round": told.assessment.reference,
        "closed_at": told.assessment.closed_at,
        "dimensions": {
            view.standing.dimension.value: {
                "score": view.standing.score,
                "before": view.before,
                "target": view.target_score,
            }
            for view in told.dimensions
        },
    }


def _waits(waits: Iterable[Waits]) -> list[dict[str, float]]:
    return [{"day": one.day, "half": one.half, "most": one.most} for one in waits]
