"""How the CoE itself fares: its maturity, the ways to fail, its launch, its service, its queue."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from statistics import fmean

from django.utils.translation import gettext as _, gettext_lazy, ngettext

from coe_portal.ui import formats
from metrics.choices import PatternLevel
from metrics.integrations.board_pack.charts import PartRows
from metrics.integrations.board_pack.courses import Course, Courses
from metrics.integrations.board_pack.gauges import Gauge, GaugeRows
from metrics.integrations.board_pack.health_sheets import data_of, sheets_of
from metrics.integrations.board_pack.sections import Chapter, chapter
from metrics.logic.maturity import LADDER
from metrics.logic.satisfaction import SCORES
from metrics.queries.antipatterns import PatternReading
from metrics.queries.maturity import DimensionView, MaturityView
from metrics.queries.pack_health import HealthTold, health_told
from metrics.queries.pack_numbers import PackNumbers
from metrics.queries.queue import PathForecast
from metrics.queries.satisfaction import Satisfaction
from metrics.wording import waits_written, written


@dataclass(frozen=True)
class DimensionLine:
    """A dimension as the table has it."""

    view: DimensionView
    score: str
    before: str
    stage: str


@dataclass(frozen=True)
class PatternLine:
    """A pattern with the signal that speaks loudest for it."""

    reading: PatternReading
    level: str
    before: str
    why: str


@dataclass(frozen=True)
class QueueCard:
    """A path of review with what those who ask may expect."""

    forecast: PathForecast
    now: str
    with_one_more: str
    chart: Courses


@chapter("health", order=34, title=gettext_lazy("CoE health"))
def health(numbers: PackNumbers) -> Chapter | None:
    """None where nobody looks after the CoE itself."""
    told = health_told(numbers.as_of)
    if told.is_empty:
        return None
    waits = [card_of(one) for one in told.queue if one.now]
    context = {
        "told": told,
        "dimensions": list(_dimensions(told.maturity)),
        "maturity_chart": None if told.maturity is None else _maturity_chart(told.maturity),
        "patterns": [_pattern_line(one) for one in told.patterns],
        "launch_chart": _launch_chart(told),
        "launch_said": _launch_said(told),
        "satisfaction": _satisfaction_said(told.satisfaction),
        "satisfaction_chart": _satisfaction_chart(told.satisfaction),
        "queues": waits,
    }
    return Chapter(
        "metrics/packs/chapters/health.html",
        context,
        sheets=tuple(sheets_of(told)),
        data=data_of(told),
        highlights=tuple(_highlights(told, waits)),
    )


def mean_score(told: MaturityView) -> float:
    """Of all dimensions."""
    return fmean(each.standing.score for each in told.dimensions)


def _dimensions(told: MaturityView | None) -> Iterable[DimensionLine]:
    for view in () if told is None else told.dimensions:
        stage = view.standing.stage
        yield DimensionLine(
            view,
            formats.number(view.standing.score, 1),
            formats.number(view.before, 1),
            _("Not established") if stage is None else str(stage.label),
        )


def _maturity_chart(told: MaturityView) -> GaugeRows:
    return GaugeRows(
        _("Maturity by dimension"),
        tuple(
            Gauge(
                name=str(view.standing.dimension.label),
                value=view.standing.score,
                text=formats.number(view.standing.score, 1),
                before=view.before,
                target=view.target_score,
            )
            for view in told.dimensions
        ),
        steps=tuple(str(stage.label) for stage in LADDER),
        top=float(len(LADDER)),
    )


def _pattern_line(reading: PatternReading) -> PatternLine:
    known = [one for one in reading.signals if one.strength is not None]
    loudest = max(known, key=lambda one: one.strength or 0.0, default=None)
    why = ""
    if loudest is not None:
        why = f"{loudest.signal.label}: {written(loudest.value, loudest.signal.unit)}"
    before = formats.DASH if reading.before is None else str(reading.before.label)
    return PatternLine(reading, str(reading.level.label), before, why)


def _launch_chart(told: HealthTold) -> GaugeRows:
    """Needed steps of each phase, and how many of them are done."""
    return GaugeRows(
        _("Steps of the launch plan that are done"),
        tuple(
            Gauge(
                name=str(one.phase.label),
                value=float(one.done),
                text=_("%(done)d of %(wanted)d") % {"done": one.done, "wanted": one.wanted},
                target=float(one.wanted),
            )
            for one in told.launch
        ),
    )


def _launch_said(told: HealthTold) -> str:
    late = sum(one.late for one in told.launch)
    text = _("%(done)d of %(wanted)d steps were done; %(late)s.")
    return text % {
        "done": sum(one.done for one in told.launch),
        "wanted": sum(one.wanted for one in told.launch),
        "late": ngettext("%(count)d was late", "%(count)d were late", late) % {"count": late}
        if late
        else _("none was late"),
    }


def _satisfaction_said(found: Satisfaction) -> str:
    asked = {"answers": found.answered, "asked": found.asked}
    if found.mean is None:
        return _("%(answers)d of %(asked)d people answered: too few to tell.") % asked
    mean = formats.number(found.mean, 1)
    text = _("%(mean)s of 5 on average, in the year up to then; %(answers)d of %(asked)d answered.")
    return text % {"mean": mean, **asked}


def _satisfaction_chart(found: Satisfaction) -> PartRows | None:
    """How many gave each score; none where so few might tell whose they are."""
    if found.mean is None:
        return None
    counted = list(reversed(list(zip(SCORES, found.by_score, strict=True))))
    return PartRows(
        title=_("Answers by score"),
        names=tuple(_("%(score)d of 5") % {"score": score} for score, _count in counted),
        values=tuple(float(count) for _score, count in counted),
        texts=tuple(str(count) for _score, count in counted),
    )


def card_of(forecast: PathForecast) -> QueueCard:
    """The forecast of a path in sentences and as a drawing."""
    return QueueCard(
        forecast,
        waits_written(forecast.now),
        waits_written(forecast.with_one_more),
        Courses(
            _("Working days to wait: %(path)s") % {"path": forecast.path.label},
            tuple(str(waits.day) for waits in forecast.now),
            (
                Course(_("half"), tuple(waits.half for waits in forecast.now)),
                Course(_("4 of 5"), tuple(waits.most for waits in forecast.now)),
                Course(_("one more"), tuple(waits.most for waits in forecast.with_one_more)),
            ),
        ),
    )


def _highlights(told: HealthTold, waits: Iterable[QueueCard]) -> Iterable[str]:
    if told.maturity is not None:
        text = _("The CoE puts its own maturity at %(score)s of %(top)d.")
        score = formats.number(mean_score(told.maturity), 1)
        yield text % {"score": score, "top": len(LADDER)}
    if told.patterns:
        yield _patterns_said(told.patterns)
    for card in waits:
        text = _("%(path)s: who asked at the end of the quarter waits %(waits)s.")
        yield text % {"path": card.forecast.path.label, "waits": card.now}


def _patterns_said(patterns: tuple[PatternReading, ...]) -> str:
    present = [str(one.pattern.label) for one in patterns if one.level == PatternLevel.PRESENT]
    watched = sum(one.level == PatternLevel.WATCH for one in patterns)
    told = _("The radar shows no anti-pattern of the CoE as present.")
    if present:
        told = _("The radar shows as present: %(names)s.") % {"names": ", ".join(present)}
    if not watched:
        return told
    more = ngettext("%(count)d is to be watched.", "%(count)d are to be watched.", watched)
    return f"{told} {more % {'count': watched}}"
