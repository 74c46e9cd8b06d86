"""Generated history: the same cases as plain Python and as rows, so that numbers can be compared.

The rows are written directly, because the point is the arithmetic over any history, not the rules
by which a history comes about.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import time_machine

from coe_portal.tenancy.models import BusinessUnit
from governance.choices import Outcome, Path, ReviewState
from governance.models.decisions import Decision
from governance.models.reviews import Review
from intake.choices import Stage, Tier
from intake.models.assessments import Assessment
from intake.models.rulebooks import AiActCatalogue, Questionnaire, Rubric, TierPolicy
from intake.models.use_cases import StageChange, UseCase

BEGIN = datetime(2025, 1, 10, tzinfo=UTC)
END = datetime(2026, 11, 20, tzinfo=UTC)
UNITS = ("cards", "loans", "treasury", "branches")
OBJECTIVES = ("", "O1: answer claims in a day", "O2: fewer false alarms")
WAY = (Stage.DISCOVERY, Stage.POC, Stage.PILOT, Stage.PRODUCTION, Stage.MONITORING, Stage.RETIRED)


@dataclass
class PlainReview:
    opened_at: datetime
    due_at: datetime
    closed_at: datetime | None
    path: str
    assessment: int
    tier: str
    paused_at: datetime | None = None


@dataclass
class PlainDecision:
    started_at: datetime
    decided_at: datetime
    path: str
    outcome: str
    tier: str = Tier.LOW
    has_review: bool = False


@dataclass
class PlainCase:
    registered_at: datetime
    first_stage: str
    imported: bool
    moves: list[tuple[datetime, str]] = field(default_factory=list)
    assessments: list[tuple[datetime, str]] = field(default_factory=list)
    reviews: list[PlainReview] = field(default_factory=list)
    decisions: list[PlainDecision] = field(default_factory=list)
    places: list[tuple[datetime, str | None, str]] = field(default_factory=list)

    def stage_at(self, at):
        before = [stage for when, stage in self.moves if when <= at]
        return before[-1] if before else self.first_stage

    def tier_at(self, at):
        before = [tier for when, tier in self.assessments if when <= at]
        return before[-1] if before else "untiered"

    def place_at(self, at):
        """The code of its unit, or None, and its objective."""
        return next(place[1:] for place in reversed(self.places) if place[0] <= at)

    def unit_at(self, at):
        return self.place_at(at)[0]

    def objective_at(self, at):
        return self.place_at(at)[1]


def moments(rng, count, after):
    """`count` moments in order, after the one given; fewer when the time is over."""
    found = []
    for _ in range(count):
        after = after + timedelta(hours=rng.randint(1, 24 * 70), seconds=rng.randint(0, 59))
        if after >= END:
            break
        found.append(after)
    return found


def make_case(rng):
    registered = BEGIN + timedelta(hours=rng.randint(0, 24 * 600))
    imported = rng.random() < 0.2
    case = PlainCase(registered, rng.choice(WAY[:4]) if imported else Stage.INTAKE, imported)
    case.assessments = [
        (at, rng.choice(Tier.values)) for at in moments(rng, rng.randint(0, 3), registered)
    ]
    steps = moments(rng, rng.randint(0, 5), registered)
    stages = [str(stage) for stage in WAY] if rng.random() < 0.5 else any_stages(rng)
    case.moves = list(zip(steps, stages, strict=False))
    for number in range(1, len(case.assessments) + 1):
        add_decision(rng, case, number)
    known_since = [registered, *moments(rng, rng.randint(0, 2), registered)]
    case.places = [
        (at, rng.choice((None, *UNITS[:3])), rng.choice(OBJECTIVES)) for at in known_since
    ]
    return case


def any_stages(rng):
    return rng.choices(Stage.values, k=len(WAY))


def add_decision(rng, case, number):
    asked, tier = case.assessments[number - 1]
    path = rng.choice(Path.values)
    decided = asked + timedelta(hours=rng.choice((0, 5, 30, 24 * 12, 24 * 55)))
    closed = decided if decided < END else None
    has_review = path in {Path.LIGHT, Path.BOARD}
    if has_review:
        due = asked + timedelta(days=rng.randint(2, 30))
        case.reviews.append(PlainReview(asked, due, closed, path, number, tier))
    if closed:
        outcome = rng.choice(Outcome.values)
        case.decisions.append(PlainDecision(asked, decided, path, outcome, has_review=has_review))


def make_history(seed, count=60):
    rng = random.Random(seed)  # noqa: S311 (a history, not a secret)
    return [make_case(rng) for _ in range(count)]


def store(cases):
    """Write the cases as rows of the organization in scope."""
    documents = {
        "questionnaire": Questionnaire.objects.create(version=1, title="Q", document={}),
        "rubric": Rubric.objects.create(version=1, title="R", document={}),
        "tier_policy": TierPolicy.objects.create(version=1, title="T", document={}),
        "catalogue": AiActCatalogue.objects.create(version=1, title="C", document={}),
    }
    reviews, decisions = iter(range(1, 10_000)), iter(range(1, 10_000))
    units = store_units()
    for number, case in enumerate(cases, start=1):
        use_case = store_case(number, case, units)
        before = case.first_stage
        for at, stage in case.moves:
            StageChange.objects.create(
                use_case=use_case, from_stage=before, to_stage=stage, changed_at=at
            )
            before = stage
        store_judgements(use_case, case, documents, reviews, decisions)


def store_units():
    with time_machine.travel(BEGIN, tick=False):
        return {code: BusinessUnit.objects.create(name=code.title(), code=code) for code in UNITS}


def store_case(number, case, units):
    """A row with the unit and the objective that it had at first, and what they became."""
    use_case = UseCase(
        number=number,
        title=f"Case {number}",
        registered_at=case.registered_at,
        stage=case.stage_at(END),
        external_key=f"key-{number}" if case.imported else "",
    )
    for at, unit, objective in case.places:
        use_case.business_unit, use_case.objective = units.get(unit), objective
        with time_machine.travel(at, tick=False):
            use_case.save()
    return use_case


def store_judgements(use_case, case, documents, review_numbers, decision_numbers):
    assessments = [
        Assessment.objects.create(
            use_case=use_case, number=number, tier=tier, submitted_at=at, digest="0", **documents
        )
        for number, (at, tier) in enumerate(case.assessments, start=1)
    ]
    stored = {}
    for review in case.reviews:
        stored[review.opened_at] = Review.objects.create(
            number=next(review_numbers),
            use_case=use_case,
            assessment=assessments[review.assessment - 1],
            gate=Stage.DISCOVERY,
            path=review.path,
            state=ReviewState.OPEN if review.closed_at is None else ReviewState.CLOSED,
            opened_at=review.opened_at,
            days=10,
            due_at=review.due_at,
            closed_at=review.closed_at,
        )
    for index, decision in enumerate(case.decisions):
        Decision.objects.create(
            number=next(decision_numbers),
            use_case=use_case,
            assessment=assessments[index],
            review=stored.get(decision.started_at),
            gate=Stage.DISCOVERY,
            path=decision.path,
            tier=decision.tier,
            outcome=decision.outcome,
            title=use_case.title,
            started_at=decision.started_at,
            decided_at=decision.decided_at,
            decided_by="The board",
        )
