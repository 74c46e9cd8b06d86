"""The launch plan by phase, with how far each has come."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from metrics.choices import LaunchPhase, StepState
from metrics.models.launch import LaunchPlan, LaunchStep

DAYS = 90


@dataclass(frozen=True)
class StepView:
    """A step, and the word for how it stands today."""

    step: LaunchStep
    is_late: bool

    @property
    def standing(self) -> str:
        return "overdue" if self.is_late else self.step.state


@dataclass(frozen=True)
class PhaseView:
    """The steps of a phase."""

    phase: LaunchPhase
    steps: tuple[StepView, ...]

    @property
    def wanted(self) -> int:
        """Steps that are needed."""
        return sum(each.step.state != StepState.DROPPED for each in self.steps)

    @property
    def done(self) -> int:
        return sum(each.step.state == StepState.DONE for each in self.steps)


@dataclass(frozen=True)
class LaunchView:
    """The plan on a day; `day` counts from 1 and may lie before or behind the 90."""

    plan: LaunchPlan
    day: int
    phases: tuple[PhaseView, ...]

    @property
    def wanted(self) -> int:
        return sum(phase.wanted for phase in self.phases)

    @property
    def done(self) -> int:
        return sum(phase.done for phase in self.phases)

    @property
    def late(self) -> int:
        return sum(each.is_late for phase in self.phases for each in phase.steps)

    @property
    def shown_day(self) -> int:
        """The day of the plan, within it."""
        return max(0, min(DAYS, self.day))


def launch_view(plan: LaunchPlan, today: dt.date) -> LaunchView:
    """Read the plan in one query."""
    steps = [
        StepView(step, step.state == StepState.OPEN and step.due_on < today)
        for step in plan.steps.select_related("owner__user", "settled_by__user")
    ]
    return LaunchView(
        plan,
        (today - plan.starts_on).days + 1,
        tuple(
            PhaseView(phase, tuple(each for each in steps if each.step.phase == phase))
            for phase in LaunchPhase
        ),
    )
