"""Generated history: the same cases as plain Python and as rows, so that numbers can be compared.

The rows are written directly, because the point is the arithmetic over any history, not the rules
by which a history comes about.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from governance.choices import Outcome, Path, ReviewState
from governance.models.decisions import Decision
from governance.models.reviews import Review
from intake.choices import Stage, Tier
from intake.models.assessments import Assessment
from intake.models.rulebooks import AiActCatalogue, Questionnaire, Rubric, TierPolicy
from intake.models.use_cases import StageChange, UseCase

BEGIN = datetime(2025, 1, 10, tzinfo=UTC)
END = datetime(2026, 11, 20, tzinfo=UTC)
WAY = (Stage.DISCOVERY, Stage.POC, Stage.PILOT, Stage.PRODUCTION, Stage.MONITORING, Stage.RETIRED)


@dataclass
class PlainReview:
    opened_at: datetime
    due_at: datetime
    closed_at: datetime | None
    path: str


@dataclass
class PlainDecision:
    started_at: datetime
    decided_at: datetime
    path: str
    outcome: str


@dataclass
class PlainCase:
    registered_at: datetime
    first_stage: str
    imported: bool
    moves: list[tuple[datetime, str]] = field(default_factory=list)
    assessments: list[tuple[datetime, str]] = field(default_factory=list)
    reviews: list[PlainReview] = field(default_factory=list)
    decisions: list[PlainDecision] = field(default_factory=list)

    def stage_at(self, at):
        before = [stage for when, stage in self.moves if when <= at]
        return before[-1] if before else self.first_stage

    def tier_at(self, at):
        before = [tier for when, tier in self.assessments if when <= at]
        return before[-1] if before else "untiered"


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
    case.moves = [(at, rng.choice(Stage.values)) for at in steps]
    for asked, _tier in case.assessments:
        add_decision(rng, case, asked)
    return case


def add_decision(rng, case, asked):
    path = rng.choice(Path.values)
    decided = asked + timedelta(hours=rng.choice((0, 5, 30, 24 * 12, 24 * 55)))
    closed = decided if decided < END else None
    if path in {Path.LIGHT, Path.BOARD}:
        due = asked + timedelta(days=rng.randint(2, 30))
        case.reviews.append(PlainReview(asked, due, closed, path))
    if closed:
        case.decisions.append(PlainDecision(asked, decided, path, rng.choice(Outcome.values)))


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
    for number, case in enumerate(cases, start=1):
        use_case = UseCase.objects.create(
            number=number,
            title=f"Case {number}",
            registered_at=case.registered_at,
            stage=case.stage_at(END),
            external_key=f"key-{number}" if case.imported else "",
        )
        before = case.first_stage
        for at, stage in case.moves:
            StageChange.objects.create(
                use_case=use_case, from_stage=before, to_stage=stage, changed_at=at
            )
            before = stage
        store_judgements(use_case, case, documents, reviews, decisions)


def store_judgements(use_case, case, documents, review_numbers, decision_numbers):
    assessments = [
        Assessment.objects.create(
            use_case=use_case, number=number, tier=tier, submitted_at=at, digest="0", **documents
        )
        for number, (at, tier) in enumerate(case.assessments, start=1)
    ]
    stored = {}
    for index, review in enumerate(case.reviews):
        stored[review.opened_at] = Review.objects.create(
            number=next(review_numbers),
            use_case=use_case,
            assessment=assessments[index],
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
            tier=Tier.LOW,
            outcome=decision.outcome,
            title=use_case.title,
            started_at=decision.started_at,
            decided_at=decision.decided_at,
            decided_by="The board",
        )
