"""How the CoE itself fares, for a board pack: as it stood at the moment of the numbers."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q

from metrics.choices import LaunchPhase, Pattern, PatternLevel, StepState
from metrics.kpis.registry import AsOf
from metrics.models.launch import LaunchPlan, LaunchStep
from metrics.models.maturity import MaturityAssessment
from metrics.models.radar import RadarReading
from metrics.queries.antipatterns import PatternReading, levels_of, patterns_of
from metrics.queries.maturity import MaturityView, maturity_of
from metrics.queries.queue import PathForecast, queue_forecast
from metrics.queries.satisfaction import Satisfaction, satisfaction_of_year


@dataclass(frozen=True)
class PhaseTold:
    """How far a phase of the launch plan had come."""

    phase: LaunchPhase
    done: int
    wanted: int
    late: int


@dataclass(frozen=True)
class HealthTold:
    """What rooms of the CoE's health had to say; None or empty where nothing was known."""

    maturity: MaturityView | None
    patterns: tuple[PatternReading, ...]
    launch: tuple[PhaseTold, ...]
    satisfaction: Satisfaction
    queue: tuple[PathForecast, ...]

    @property
    def is_empty(self) -> bool:
        """Whether no room had anything to say."""
        asked = self.satisfaction.asked or self.satisfaction.answers
        return not any((self.maturity, self.patterns, self.launch, self.queue, asked))


def health_told(as_of: AsOf) -> HealthTold:
    """The newest of each that was there by then."""
    return HealthTold(
        maturity=_maturity(as_of),
        patterns=_patterns(as_of),
        launch=_launch(as_of),
        satisfaction=satisfaction_of_year(as_of.at),
        queue=tuple(queue_forecast(as_of.at)),
    )


def _maturity(as_of: AsOf) -> MaturityView | None:
    """The last round that was closed, beside the one before it and the targets of today."""
    closed = MaturityAssessment.objects.closed().filter(closed_at__lte=as_of.at).first()
    return None if closed is None else maturity_of(closed)


def _patterns(as_of: AsOf) -> tuple[PatternReading, ...]:
    """The last reading of the quarter, compared with the last one before it."""
    readings = RadarReading.objects.filter(taken_at__lte=as_of.at)
    newest = readings.newest()
    if newest is None:
        return ()
    earlier = readings.filter(taken_at__lt=as_of.since).newest()
    before: dict[Pattern, PatternLevel] = levels_of(earlier.signals) if earlier else {}
    return patterns_of(newest.signals, before)


def _launch(as_of: AsOf) -> tuple[PhaseTold, ...]:
    """The plan that ran in the quarter, if there was one."""
    day = as_of.at.astimezone(as_of.zone).date()
    still_ran = Q(ended_at__isnull=True) | Q(ended_at__gte=as_of.since)
    plan = LaunchPlan.objects.filter(still_ran, starts_on__lte=day).first()
    if plan is None:
        return ()
    steps = list(plan.steps.all())
    return tuple(
        _phase(phase, [one for one in steps if one.phase == phase], as_of.at, day)
        for phase in LaunchPhase
    )


def _phase(phase: LaunchPhase, steps: list[LaunchStep], at: dt.datetime, day: dt.date) -> PhaseTold:
    states = [(_state_then(step, at), step.due_on) for step in steps]
    return PhaseTold(
        phase=phase,
        done=sum(state == StepState.DONE for state, _due in states),
        wanted=sum(state != StepState.DROPPED for state, _due in states),
        late=sum(state == StepState.OPEN and due < day for state, due in states),
    )


def _state_then(step: LaunchStep, at: dt.datetime) -> StepState:
    settled = step.settled_at is not None and step.settled_at <= at
    return StepState(step.state) if settled else StepState.OPEN
