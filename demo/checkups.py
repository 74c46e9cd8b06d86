"""How the CoE fared in its year: first 90 days, two self-assessments, answers, and the radar."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from random import Random
from zoneinfo import ZoneInfo

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.roles import Role
from coe_portal.tenancy.clock import today_here
from demo.director import Director, Story
from demo.founding import House
from demo.script import Script
from demo.working_hours import Calendar
from metrics.actions.feedback import Rating, ask_for_feedback, give_feedback
from metrics.actions.launch import Settlement, end_launch, settle_step, start_launch
from metrics.actions.maturity import (
    Said,
    TargetTerms,
    answer_statement,
    close_maturity,
    open_maturity,
    set_maturity_target,
)
from metrics.actions.radar import take_radar
from metrics.choices import Dimension, Holds, MaturityStage, StepState
from metrics.models.feedback import FeedbackRequest
from metrics.models.launch import LaunchStep
from metrics.statements import STATEMENTS, Statement

LAUNCHED, FIRST_ROUND, SECOND_ROUND = 362, 190, 16
WEEKS, READINGS = 50, 4
CLOCK = Actor.system("demo")
COMMENTS = {
    5: "Quick, and the reviewer knew our field.",
    4: "Clear questions. The form could be shorter.",
    3: "It took a while until somebody looked at it.",
    2: "We answered the same question three times.",
}
Answering = Callable[[Statement], Holds]
AHEAD = {Dimension.STRATEGY, Dimension.GOVERNANCE}


class Checkups:
    """Starts the stories of one organization's health."""

    def __init__(self, script: Script, house: House, director: Director) -> None:
        self._house = house
        self._director = director
        self._clerk = house.actor(
            next(key for key, one in script.people.items() if Role.COE_STAFF in one.roles)
        )
        seed = f"{house.organization.slug}/health"
        self._time = Calendar(director.now, ZoneInfo(house.organization.timezone), seed)
        self._chance = Random(seed)  # noqa: S311  (a story, not a secret)

    def open(self) -> None:
        """Take up every story."""
        self._director.start(self._launch())
        self._director.start(self._round(FIRST_ROUND, _first_answer))
        self._director.start(self._round(SECOND_ROUND, _second_answer))
        self._director.start(self._answers())
        self._director.start(self._radar())

    def _launch(self) -> Story:
        start = self._time.days_ago(LAUNCHED)
        yield start
        plan = start_launch(today_here(), actor=self._clerk)
        for step in plan.steps.order_by("due_on", "position"):
            due = dt.datetime.combine(step.due_on, dt.time(), start.tzinfo)
            yield self._time.after(due, self._chance.randint(-3, 2))
            self._settle(step)
        end_launch(plan, actor=self._clerk)

    def _settle(self, step: LaunchStep) -> None:
        done = Settlement(StepState.DONE, "Shown in the meeting of the CoE, and kept on its page.")
        settle_step(step, done, actor=self._clerk)

    def _round(self, days_ago: int, answer_of: Answering) -> Story:
        start = self._time.days_ago(days_ago)
        yield start
        assessment = open_maturity(f"{today_here():%B %Y}", actor=self._clerk)
        known = dict(assessment.answers.values_list("statement", "holds"))
        for statement in STATEMENTS:
            holds = answer_of(statement)
            if known.get(statement.code) == holds:
                continue
            evidence = "" if holds == Holds.NO else f"{statement.proof}: looked at together."
            said = Said(holds, evidence)
            answer_statement(assessment, statement.code, said, actor=self._clerk)
        yield self._time.after(start, 2)
        close_maturity(assessment, actor=self._clerk)
        self._aim()

    def _aim(self) -> None:
        """The next stage, by the middle of the next year."""
        due = today_here() + dt.timedelta(days=270)
        for dimension in Dimension:
            stage = MaturityStage.OPTIMISE if dimension in AHEAD else MaturityStage.SCALE
            set_maturity_target(dimension, TargetTerms(stage, due), actor=self._clerk)

    def _answers(self) -> Story:
        """Everybody asked in a week answers in it, or never."""
        for week in reversed(range(1, WEEKS)):
            yield self._time.days_ago(7 * week - 1)
            for asked in self._asked():
                score = self._chance.choice((5, 4, 4, 4, 3, 5, 2))
                rating = Rating(score, COMMENTS[score], self._chance.random() < 1 / 3)
                give_feedback(asked, rating, actor=Actor.member(asked.member))

    def _asked(self) -> Iterator[FeedbackRequest]:
        ask_for_feedback(actor=CLOCK)
        waiting = FeedbackRequest.objects.filter(is_answered=False).order_by("pk")
        for asked in waiting.select_related("member__user"):
            if asked.member.is_active and self._chance.random() < 2 / 3:
                yield asked

    def _radar(self) -> Story:
        for quarter in reversed(range(READINGS)):
            yield self._time.days_ago(90 * quarter + 1)
            take_radar(actor=CLOCK)


def _first_answer(statement: Statement) -> Holds:
    """Established, and on the way to scale."""
    if statement.place.stage == MaturityStage.ESTABLISH:
        return Holds.YES if statement.place.dimension in AHEAD else Holds.PARTLY
    return Holds.PARTLY if _is_next(statement, MaturityStage.SCALE) else Holds.NO


def _second_answer(statement: Statement) -> Holds:
    """Half a year later: scaled where it was ahead."""
    if statement.place.stage == MaturityStage.ESTABLISH:
        return Holds.YES
    if statement.place.stage == MaturityStage.SCALE:
        return Holds.YES if statement.place.dimension in AHEAD else Holds.PARTLY
    return Holds.PARTLY if _is_next(statement, MaturityStage.OPTIMISE) else Holds.NO


def _is_next(statement: Statement, stage: MaturityStage) -> bool:
    return statement.place.stage == stage and statement.code.endswith("-1")
