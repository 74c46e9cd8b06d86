"""Models by hand: which versions ran when, what was written about them, and how they drifted."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass, field
from itertools import count
from statistics import mean

import time_machine

from intake.choices import Tier
from intake.models.use_cases import UseCase
from registry.choices import (
    Better,
    DocumentKind,
    DocumentResult,
    DriftOutcome,
    DriftReviewState,
    ModelKind,
    VersionStage,
)
from registry.logic.completeness import EVALUATIONS, documents_needed
from registry.logic.evaluations import EvaluationContent, Judged
from registry.models.documents import ModelDocument
from registry.models.models import AIModel, ModelUseCase, ModelVersion
from registry.models.monitoring import DriftReview
from registry.models.promotions import StageMove
from tests.metrics.history import END, moments
from tests.metrics.plain.facts import Row, day_of, days, within
from tests.metrics.plain.risk import OVER, some_moment

TIERS = [tier.value for tier in Tier]
STAGES = ("production", "production", "archived", "staging")


@dataclass
class PlainDocument:
    kind: str
    result: str
    added_at: dt.datetime
    ended_at: dt.datetime | None
    valid_until: dt.date | None
    figures: tuple[Judged, ...]

    def holds(self, as_of):
        return (
            self.added_at <= as_of.at
            and (self.ended_at is None or self.ended_at > as_of.at)
            and (self.valid_until is None or self.valid_until >= day_of(as_of))
        )


@dataclass
class PlainDrift:
    opened_at: dt.datetime
    resolved_at: dt.datetime | None
    outcome: str


@dataclass
class PlainVersion:
    number: int
    moves: list[tuple[dt.datetime, str]]
    removed_at: dt.datetime | None
    documents: list[PlainDocument] = field(default_factory=list)
    drifts: list[PlainDrift] = field(default_factory=list)

    @property
    def served_at(self):
        return next((at for at, stage in self.moves if stage == "production"), None)

    def is_live(self, at):
        known = [stage for when, stage in self.moves if when <= at]
        is_gone = self.removed_at is not None and self.removed_at <= at
        return known[-1:] == ["production"] and not is_gone


@dataclass
class PlainModel:
    kind: str
    links: list[tuple[dt.datetime, int]]
    versions: list[PlainVersion]

    def tier_at(self, at, cases):
        """The highest tier of the open cases that it served, or nothing."""
        served = {
            cases[place].tier_at(at)
            for linked, place in self.links
            if linked <= at
            and cases[place].registered_at <= at
            and cases[place].stage_at(at) not in OVER
        }
        return max(served & set(TIERS), key=TIERS.index, default="")

    def served_before(self, version, at):
        return any(
            one.number < version.number and one.served_at is not None and one.served_at <= at
            for one in self.versions
        )


@dataclass
class PlainRegistry:
    cases: list
    models: list[PlainModel]

    def live(self, at):
        for model in self.models:
            for version in model.versions:
                if version.is_live(at):
                    yield model, version


def make_registry(rng, cases, models=25):
    return PlainRegistry(cases, [make_model(rng, len(cases)) for _ in range(models)])


def make_model(rng, cases):
    places = rng.sample(range(cases), rng.randint(0, 3))
    links = [(some_moment(rng), place) for place in places]
    kind = rng.choice(ModelKind.values)
    return PlainModel(
        kind, links, [make_version(rng, number) for number in range(1, rng.randint(2, 4))]
    )


def make_version(rng, number):
    born = some_moment(rng)
    moves = [(at, rng.choice(STAGES)) for at in moments(rng, rng.randint(0, 4), born)]
    removed = moments(rng, 1, moves[-1][0] if moves else born)
    is_removed = removed and moves[-1:] and moves[-1][1] != "production" and rng.random() < 0.3
    version = PlainVersion(number, moves, removed[0] if is_removed else None)
    version.documents = [
        document for kind in DocumentKind.values for document in make_documents(rng, kind, born)
    ]
    version.drifts = list(make_drifts(rng, born))
    return version


def make_documents(rng, kind, born):
    if rng.random() < 0.25:
        return
    added = moments(rng, rng.randint(1, 3), born)
    for at, until in zip(added, [*added[1:], None], strict=False):
        valid = at.date() + dt.timedelta(days=rng.randint(1, 500)) if rng.random() < 0.4 else None
        is_evaluation = kind in EVALUATIONS
        result = rng.choice(["", "passed", "passed", "failed"]) if is_evaluation else ""
        has_figures = is_evaluation and kind != "fairness" and rng.random() < 0.7
        figures = tuple(make_figures(rng)) if has_figures else ()
        yield PlainDocument(kind, result, at, until, valid, figures)


def make_figures(rng):
    for number in range(rng.randint(1, 4)):
        yield Judged(
            metric=f"metric-{number}",
            value=round(rng.uniform(0.1, 1), 3),
            better=rng.choice(list(Better)),
            threshold=rng.choice((None, 0.5, 0.8)),
            before=rng.choice((None, 0.0, round(rng.uniform(0.1, 1), 3))),
        )


def make_drifts(rng, born):
    opened = moments(rng, rng.randint(0, 3), born)
    for at, until in zip(opened, [*opened[1:], END], strict=False):
        resolved = at + (until - at) * rng.random()
        is_last = until == END
        if is_last and rng.random() < 0.5:
            yield PlainDrift(at, None, "")
        else:
            yield PlainDrift(at, resolved, rng.choice(DriftOutcome.values))


# The numbers


def models_in_production(world, as_of):
    return [
        Row(model.kind, tier=model.tier_at(as_of.at, world.cases))
        for model in world.models
        if any(version.is_live(as_of.at) for version in model.versions)
    ]


def present(version, as_of):
    return {one.kind: one.result for one in version.documents if one.holds(as_of)}


def documentation_complete(world, as_of):
    for model, version in world.live(as_of.at):
        tier = model.tier_at(as_of.at, world.cases)
        held = present(version, as_of)
        needed = documents_needed(
            Tier(tier or "low"),
            ModelKind(model.kind),
            has_predecessor=model.served_before(version, as_of.at),
        )
        fine = all(
            kind in held and (kind not in EVALUATIONS or held[kind] == "passed") for kind in needed
        )
        yield Row(model.kind, float(fine) if tier else None, tier=tier)


def fairness_assessed(world, as_of):
    for model, version in world.live(as_of.at):
        tier = model.tier_at(as_of.at, world.cases)
        if tier in {"high", "prohibited"}:
            is_assessed = present(version, as_of).get("fairness", "") != ""
            yield Row(model.kind, float(is_assessed), tier=tier)


def evaluations(world, as_of):
    for model, version in world.live(as_of.at):
        for one in version.documents:
            if one.holds(as_of) and one.kind in EVALUATIONS - {"fairness"}:
                yield one, model.tier_at(as_of.at, world.cases)


def performance_vs_baseline(world, as_of):
    for one, tier in evaluations(world, as_of):
        gains = [
            (-1 if figure.better == "lower" else 1)
            * (100 * (figure.value - figure.before) / abs(figure.before))
            for figure in one.figures
            if figure.before
        ]
        yield Row(one.kind, mean(gains) if gains else None, tier=tier)


def evaluation_score(world, as_of):
    for one, tier in evaluations(world, as_of):
        judged = [figure for figure in one.figures if figure.threshold is not None]
        if judged:
            met = [figure for figure in judged if figure.meets_threshold]
            yield Row(one.kind, 100 * len(met), len(judged), tier=tier)
        else:
            base = 1 if one.result else 0
            yield Row(one.kind, 100 if one.result == "passed" else 0, base, tier=tier)


def regression_failures(world, as_of):
    return [
        Row(model.kind, tier=model.tier_at(as_of.at, world.cases))
        for model in world.models
        for version in model.versions
        for one in version.documents
        if (one.kind, one.result) == ("regression", "failed") and within(as_of, one.added_at)
    ]


def drift_incidents(world, as_of):
    for model in world.models:
        for version in model.versions:
            for drift in version.drifts:
                if within(as_of, drift.opened_at):
                    known = drift.resolved_at is not None and drift.resolved_at <= as_of.at
                    tier = model.tier_at(as_of.at, world.cases)
                    yield Row(drift.outcome if known else "open", tier=tier)


def time_to_retrain(world, as_of):
    for model in world.models:
        for version in model.versions:
            for drift in version.drifts:
                served = [
                    one.served_at
                    for one in model.versions
                    if one.number > version.number
                    and one.served_at is not None
                    and one.served_at > drift.opened_at
                ]
                if drift.outcome != "retrain" or not served:
                    continue
                if within(as_of, max(drift.resolved_at, min(served))):
                    tier = model.tier_at(as_of.at, world.cases)
                    yield Row(model.kind, days(drift.opened_at, min(served)), tier=tier)


NUMBERS = {
    "models_in_production": models_in_production,
    "documentation_complete": documentation_complete,
    "fairness_assessed": fairness_assessed,
    "performance_vs_baseline": performance_vs_baseline,
    "evaluation_score": evaluation_score,
    "regression_failures": regression_failures,
    "drift_incidents": drift_incidents,
    "time_to_retrain": time_to_retrain,
}


# The same as rows


def store_registry(world, owner):
    """Write it as rows; the use cases of the history are there already, in their order."""
    cases = list(UseCase.objects.order_by("number"))
    drift_numbers = count(1)
    for number, plain in enumerate(world.models, start=1):
        model = AIModel.objects.create(
            number=number, name=f"model-{number}", kind=plain.kind, owner=owner
        )
        for at, place in plain.links:
            with time_machine.travel(at, tick=False):
                ModelUseCase.objects.create(model=model, use_case=cases[place])
        for version in plain.versions:
            store_version(model, version, drift_numbers)


def store_version(model, plain, drift_numbers):
    version = ModelVersion.objects.create(
        model=model,
        number=plain.number,
        stage=plain.moves[-1][1] if plain.moves else VersionStage.NONE,
        served_at=plain.served_at,
        removed_at=plain.removed_at,
    )
    stage = VersionStage.NONE
    moves = []
    for at, to in plain.moves:
        move = StageMove(version=version, from_stage=stage, to_stage=to, moved_at=at)
        move.enter_organization()
        moves.append(move)
        stage = to
    StageMove.objects.bulk_create(moves)
    ModelDocument.objects.bulk_create([stored(version, one) for one in plain.documents])
    for drift in plain.drifts:
        store_drift(version, drift, next(drift_numbers))


def stored(version, plain):
    content = EvaluationContent(plain.figures).content() if plain.figures else {}
    document = ModelDocument(
        version=version,
        kind=plain.kind,
        title=plain.kind,
        result=DocumentResult(plain.result),
        content=content,
        added_at=plain.added_at,
        ended_at=plain.ended_at,
        valid_until=plain.valid_until,
    )
    document.enter_organization()
    return document


def store_drift(version, plain, number):
    is_open = plain.resolved_at is None
    DriftReview.objects.create(
        number=number,
        version=version,
        state=DriftReviewState.OPEN if is_open else DriftReviewState.RESOLVED,
        opened_at=plain.opened_at,
        due_on=plain.opened_at.date() + dt.timedelta(days=14),
        resolved_at=plain.resolved_at,
        outcome=plain.outcome,
        rationale="" if is_open else "Looked into.",
    )


def seeded(seed):
    return random.Random(seed)  # noqa: S311  (a history, not a secret)
