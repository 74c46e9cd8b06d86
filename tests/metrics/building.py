"""Generated models, deployments, use, and assets, as plain Python and as rows."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from governance.choices import APPROVALS
from governance.models.decisions import Decision
from registry.choices import AssetKind, AssetState, Environment, ModelKind, RequestState
from registry.models.assets import Asset, Reuse
from registry.models.models import AIModel, Deployment, ModelVersion, UsageRecord
from registry.models.promotions import PromotionRequest
from tests.metrics.history import BEGIN, END, UNITS, PlainCase, PlainDecision

DAYS = (END - BEGIN).days


@dataclass
class PlainDeployment:
    environment: str
    deployed_at: datetime
    ended_at: datetime | None


@dataclass
class PlainVersion:
    deployments: list[PlainDeployment]
    sign_offs: list[tuple[PlainCase, PlainDecision]]


@dataclass
class PlainModel:
    kind: str
    unit: str | None
    versions: list[PlainVersion] = field(default_factory=list)
    usage: list[tuple[date, int, datetime]] = field(default_factory=list)


@dataclass
class PlainAsset:
    kind: str
    published_at: datetime | None
    reuses: list[tuple[datetime, datetime | None]] = field(default_factory=list)


def some_time(rng, after=BEGIN):
    """A moment between one and the end."""
    span = (END - after).total_seconds()
    return after + timedelta(seconds=rng.randint(0, int(span)))


def some_span(rng):
    """From one moment until another, or until now."""
    begins = some_time(rng)
    return begins, some_time(rng, begins) if rng.random() < 0.5 else None


def make_version(rng, cases):
    deployments = [
        PlainDeployment(rng.choice(("production", "production", "staging")), *some_span(rng))
        for _ in range(rng.randint(0, 3))
    ]
    decided = [(case, decision) for case in cases for decision in case.decisions]
    return PlainVersion(deployments, rng.sample(decided, rng.randint(0, 2)))


def make_model(rng, cases):
    model = PlainModel(rng.choice(ModelKind.values[:3]), rng.choice((None, *UNITS)))
    model.versions = [make_version(rng, cases) for _ in range(rng.randint(1, 3))]
    days = rng.sample(range(DAYS), rng.randint(0, 12))
    model.usage = [(BEGIN.date() + timedelta(days=day), rng.choice((0, 40)), BEGIN) for day in days]
    return model


def make_asset(rng):
    published = some_time(rng) if rng.random() < 0.8 else None
    asset = PlainAsset(rng.choice(AssetKind.values[:3]), published)
    asset.reuses = [some_span(rng) for _ in range(rng.randint(0, 2))]
    return asset


def make_building(seed, cases):
    """Some models and assets; cases give the decisions that versions were signed off by."""
    rng = random.Random(seed)  # noqa: S311 (a history, not a secret)
    return [make_model(rng, cases) for _ in range(15)], [make_asset(rng) for _ in range(15)]


def store_building(models, assets, *, owner, units, use_cases):
    """Write them as rows; `use_cases` are those of the cases, in their order."""
    decisions = {
        (row.use_case_id, row.decided_at): row for row in Decision.objects.order_by("number")
    }
    for number, model in enumerate(models, start=1):
        row = AIModel.objects.create(
            number=number,
            name=f"model-{number}",
            kind=model.kind,
            owner=owner,
            steward_unit=units.get(model.unit),
        )
        store_versions(row, model, decisions, use_cases)
    for number, asset in enumerate(assets, start=1):
        store_asset(number, asset, owner, list(use_cases.values()))


def store_versions(row, model, decisions, use_cases):
    for number, version in enumerate(model.versions, start=1):
        made = ModelVersion.objects.create(model=row, number=number)
        for place, one in enumerate(version.deployments):
            Deployment.objects.create(
                version=made,
                environment=Environment(one.environment),
                target=f"cluster {place}",
                deployed_at=one.deployed_at,
                ended_at=one.ended_at,
                deployed_by="The platform",
            )
        for case, decision in version.sign_offs:
            use_case = use_cases[id(case)]
            approved = decision.outcome in APPROVALS
            PromotionRequest.objects.create(
                version=made,
                use_case=use_case,
                state=RequestState.APPROVED if approved else RequestState.REFUSED,
                decision=decisions[use_case.pk, decision.decided_at],
                requested_at=decision.started_at,
                closed_at=decision.decided_at,
            )
        if number == 1:
            for day, calls, _sent_at in model.usage:
                UsageRecord.objects.create(version=made, day=day, consumer="app", calls=calls)


def store_asset(number, asset, owner, use_cases):
    made = Asset.objects.create(
        number=number,
        name=f"Asset {number}",
        kind=asset.kind,
        owner=owner,
        state=AssetState.PUBLISHED if asset.published_at else AssetState.DRAFT,
        published_at=asset.published_at,
    )
    for use_case, (noted_at, ended_at) in zip(use_cases, asset.reuses, strict=False):
        Reuse.objects.create(
            asset=made,
            use_case=use_case,
            since=noted_at.date(),
            noted_at=noted_at,
            ended_at=ended_at,
        )
