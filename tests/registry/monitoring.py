"""Versions that send observations, and monitors that watch them, by the actions of production."""

from __future__ import annotations

import datetime as dt
import random

from django.utils import timezone

from coe_portal.accounts.actor import Actor
from governance.choices import VoteChoice
from governance.models.reviews import Review
from registry.actions.drift import evaluate_monitor
from registry.actions.monitors import NewMonitor, create_monitor
from registry.actions.observations import Receipt, ingest_observations
from registry.actions.promotion import Move, promote_version, request_promotion
from registry.actions.registration import (
    NewModel,
    VersionTerms,
    register_model,
    register_version,
)
from registry.choices import DocumentKind, ObservationSet, VersionStage
from registry.logic.observation_files import Record
from registry.models.models import ModelVersion
from registry.models.monitoring import Evaluation, Monitor
from registry.queries.monitoring import window_of
from tests.governance.conftest import vote
from tests.registry.models import document, prepared

CURRENT, REFERENCE = ObservationSet.CURRENT, ObservationSet.REFERENCE


def new_version(owner, name="credit-score", *, developer=None) -> ModelVersion:
    """The first version of a new model."""
    actor = Actor.system("tests")
    model = register_model(NewModel(name=name, owner=owner), actor=actor)
    return register_version(model, VersionTerms(developer=developer), actor=actor)


def people(count=200, *, shift=0.0, regions=("north", "south"), seed=1) -> list[dict]:
    """Ages around 40 and regions, the same for the same seed."""
    numbers = random.Random(seed)  # noqa: S311  (sample data)
    return [
        {"age": round(numbers.gauss(40 + shift, 10), 1), "region": numbers.choice(regions)}
        for _number in range(count)
    ]


def records(values, *, at=None, word="k") -> list[Record]:
    """One record for each, a second apart."""
    start = at or yesterday()
    return [
        Record(f"{word}{number}", start + dt.timedelta(seconds=number), one)
        for number, one in enumerate(values)
    ]


def yesterday(days=1) -> dt.datetime:
    """Noon of a day before today."""
    day = timezone.now() - dt.timedelta(days=days)
    return day.replace(hour=12, minute=0, second=0, microsecond=0)


def send(version, values, *, kind=CURRENT, at=None, word="k") -> Receipt:
    actor = Actor.system("tests")
    return ingest_observations(version, records(values, at=at, word=word), kind=kind, actor=actor)


def watch(version, **terms) -> Monitor:
    """A monitor of days of one, unless otherwise said."""
    new = NewMonitor(version=version, **{"name": "Nightly", "window_days": 1} | terms)
    return create_monitor(new, actor=Actor.system("tests"))


def check(monitor, day=None) -> Evaluation:
    """The window that ends with the beginning of a day, today's at first."""
    window = window_of(monitor, day or timezone.now().date())
    return evaluate_monitor(monitor, window=window, actor=Actor.system("tests"))


def watch_drift(version, **terms) -> Monitor:
    """A monitor with a reference and a day on which ages have risen a lot."""
    send(version, people(seed=1), kind=REFERENCE, at=yesterday(40))
    send(version, people(seed=2, shift=15))
    return watch(version, **terms)


def drifting(owner, *, name="credit-score", developer=None) -> Monitor:
    """A new model that drifts, with what watches it."""
    return watch_drift(new_version(owner, name, developer=developer))


def serve(version, *, owner, developer, validator, council) -> ModelVersion:
    """Brought into production, with everything that this asks for."""
    prepared(version, developer, validator)
    if version.number > 1:
        document(version, DocumentKind.REGRESSION, developer)
    request_promotion(version, actor=Actor.member(owner))
    review = Review.objects.about(version).open().get()
    for person in council.members:
        review.refresh_from_db()
        if review.is_open and review.seats.filter(voter=person).exists():
            vote(review, person, VoteChoice.APPROVE)
    move = Move(to=VersionStage.PRODUCTION, archive_existing=True)
    return promote_version(version, move, actor=Actor.member(owner))
