"""A window is checked once; what it finds is kept with its limits, and opens one review."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.utils import timezone

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.roles import Role
from coe_portal.audit.models import AuditEvent
from coe_portal.errors import NotAllowed
from coe_portal.notifications.models import Notification
from coe_portal.tenancy.scope import scope
from registry.actions.drift import evaluate_monitor
from registry.choices import BaselineKind, Better, DriftSeverity, DriftTest
from registry.logic.thresholds import Limits, MetricLimits
from registry.models.monitoring import DriftReview, DriftSignal, Evaluation
from registry.queries.monitoring import window_of
from tests.registry.monitoring import (
    REFERENCE,
    check,
    drifting,
    new_version,
    people,
    send,
    watch,
    yesterday,
)

NONE, WARNING, SEVERE = DriftSeverity.NONE, DriftSeverity.WARNING, DriftSeverity.SEVERE


@pytest.fixture
def owner(in_scope, member):
    return member(Role.MODEL_OWNER, name="Olga Owner")


@pytest.fixture
def version(owner):
    version = new_version(owner)
    send(version, people(seed=1), kind=REFERENCE, at=yesterday(40))
    return version


def day(days: int) -> dt.date:
    """The beginning of so many days ago: the end of the day before."""
    return timezone.now().date() - dt.timedelta(days=days)


def found(evaluation, name) -> dict:
    return next(one for one in evaluation.features if one["name"] == name)


def test_a_day_like_the_reference_is_no_signal(version):
    send(version, people(seed=2))
    evaluation = check(watch(version))

    assert (evaluation.severity, evaluation.observations) == (NONE, 200)
    assert evaluation.reference_observations == 200
    assert [one["name"] for one in evaluation.features] == ["age", "region"]
    assert not DriftSignal.objects.exists()
    assert not DriftReview.objects.exists()


def test_drift_opens_a_review_and_tells_the_owner(owner):
    monitor = drifting(owner)
    evaluation = check(monitor)

    assert evaluation.severity == SEVERE
    assert [one["name"] for one in evaluation.features] == ["age", "region"]
    review = DriftReview.objects.get()
    assert (review.reference, review.version) == ("DR-1", monitor.version)
    assert set(review.signals.values_list("feature", flat=True)) == {"age"}
    told = Notification.objects.get(kind="registry.drift_found")
    assert (told.recipient, told.url) == (owner, review.get_absolute_url())
    monitor.refresh_from_db()
    assert monitor.last_severity == SEVERE
    assert AuditEvent.objects.filter(action="registry.drift_review.opened").count() == 1


def test_a_signal_keeps_the_limits_of_its_time(owner):
    monitor = drifting(owner)
    monitor.limits = {"psi": {"warning": 0.2, "severe": 0.4, "significance": 0.05}}
    monitor.save()
    check(monitor)
    monitor.limits = {}
    monitor.save()

    signal = DriftSignal.objects.get(test=DriftTest.PSI)
    assert Limits(**signal.limits) == Limits(0.2, 0.4, 0.05)
    assert signal.value > 0.4


def test_a_window_is_checked_once(owner):
    monitor = drifting(owner)
    first, second = check(monitor), check(monitor)

    assert first == second
    assert Evaluation.objects.count() == 1
    assert DriftSignal.objects.count() == len({*DriftSignal.objects.values_list("test")})
    assert AuditEvent.objects.filter(action="registry.monitor.evaluated").count() == 1


def test_a_run_that_dies_leaves_nothing_and_the_next_finds_the_same(owner, organization):
    monitor = drifting(owner)

    def die() -> None:
        with scope(organization):
            check(monitor)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        die()
    assert not Evaluation.objects.exists()
    assert not DriftReview.objects.exists()

    check(monitor)
    assert (Evaluation.objects.count(), DriftReview.objects.count()) == (1, 1)


def test_later_signals_gather_in_the_same_review(owner):
    monitor = drifting(owner)
    send(monitor.version, people(seed=3, shift=15), at=yesterday(2), word="d")
    check(monitor, day(1))
    check(monitor)

    review = DriftReview.objects.get()
    windows = set(review.signals.values_list("window_until", flat=True))
    assert len(windows) == 2
    assert AuditEvent.objects.filter(action="registry.drift_review.extended").count() == 1
    assert Notification.objects.filter(kind="registry.drift_found").count() == 1


def test_warnings_alone_wait(version):
    send(version, people(seed=2, shift=15))
    soft = {test: Limits(0.01, 1000) for test in DriftTest if test.value in {"psi", "ks", "js"}}
    soft[DriftTest.WASSERSTEIN] = Limits(0.01, 1000)
    evaluation = check(watch(version, limits=soft))

    assert evaluation.severity == WARNING
    assert set(DriftSignal.objects.values_list("review", flat=True)) == {None}
    assert not DriftReview.objects.exists()


def test_silence_is_told_once_and_not_for_every_feature(version):
    evaluation = check(watch(version))

    assert evaluation.severity == SEVERE
    (signal,) = DriftSignal.objects.all()
    assert (signal.feature, signal.test) == ("*", DriftTest.NO_DATA)


def test_few_values_are_not_compared_but_told(version):
    send(version, people(20, seed=2, shift=30))
    evaluation = check(watch(version))

    tests = {one["test"] for one in found(evaluation, "age")["findings"]}
    assert tests == {DriftTest.MISSING, DriftTest.NO_DATA}
    assert evaluation.severity == WARNING


def test_values_that_stay_away_are_told(version):
    values = people(seed=2)
    for one in values[:60]:
        one["age"] = None
    send(version, values)
    evaluation = check(watch(version))

    age = found(evaluation, "age")
    assert (age["missing"], age["severity"]) == (0.3, SEVERE)
    assert found(evaluation, "region")["severity"] == NONE


def test_values_of_another_kind_are_none(version):
    send(version, [{"age": "forty", "region": one["region"]} for one in people(seed=2)])
    age = found(check(watch(version)), "age")

    assert (age["count"], age["missing"], age["severity"]) == (0, 1.0, SEVERE)


def test_categories_that_are_new_are_drift(version):
    send(version, people(seed=2, regions=("north", "moon")))
    evaluation = check(watch(version))

    assert found(evaluation, "region")["severity"] == SEVERE
    assert found(evaluation, "age")["severity"] == NONE


def test_counts_stand_for_values_that_stay_at_home(version):
    ages = [one["age"] for one in people(seed=2)]
    edges = list(range(0, 101, 10))
    counts = [sum(low <= age < low + 10 for age in ages) for low in edges[:-1]]
    parts = [{"age": {"edges": edges, "counts": counts}}, {"region": {"counts": {"north": 200}}}]
    send(version, parts)
    evaluation = check(watch(version))

    assert (found(evaluation, "age")["count"], found(evaluation, "age")["severity"]) == (200, NONE)
    assert found(evaluation, "region")["severity"] == SEVERE


def test_a_metric_rises_at_its_limit_and_falls_past_its_margin(version):
    limits = MetricLimits(Better.HIGHER, warning=0.9, severe=0.8, margin=0.02)
    monitor = watch(version, metrics={"accuracy": limits}, features=("region",))
    severities = []
    for ago, accuracy in ((4, 0.95), (3, 0.85), (2, 0.91), (1, 0.93)):
        at = yesterday(ago)
        send(version, [{"accuracy": accuracy}] * 3, at=at, word="m")
        send(version, people(seed=ago), at=at)
        (metric,) = check(monitor, day(ago - 1)).metrics
        severities.append(metric["severity"])

    assert severities == [NONE, WARNING, WARNING, NONE]


def test_the_window_before_or_a_fixed_period_can_be_the_baseline(version):
    send(version, people(seed=2), at=yesterday(2), word="b")
    send(version, people(seed=3, shift=15))
    before = watch(version, baseline=BaselineKind.PREVIOUS)
    fixed = watch(
        version,
        baseline=BaselineKind.FIXED,
        baseline_from=yesterday(3).date(),
        baseline_until=yesterday(2).date(),
    )

    assert [check(one).reference_observations for one in (before, fixed)] == [200, 200]
    assert {one.severity for one in Evaluation.objects.all()} == {SEVERE}


def test_who_may_not_set_up_monitors_may_not_check(version, member):
    monitor = watch(version)
    with pytest.raises(NotAllowed):
        evaluate_monitor(
            monitor, window=window_of(monitor, day(0)), actor=Actor.member(member(Role.EXECUTIVE))
        )


def test_another_organization_is_not_touched(owner, other_organization, member):
    monitor = drifting(owner)
    with scope(other_organization):
        other = drifting(member(Role.MODEL_OWNER, organization=other_organization))
        check(other)
        assert DriftReview.objects.get().reference == "DR-1"

    assert not DriftReview.objects.exists()
    assert check(monitor).observations == 200


@pytest.mark.django_db(transaction=True)
def test_monitors_that_find_drift_at_once_meet_in_one_review(organization, member):
    with scope(organization):
        first = drifting(member(Role.MODEL_OWNER))
        monitors = [first, *(watch(first.version, name=f"M{number}") for number in range(3))]

    def one(monitor) -> str:
        try:
            with scope(organization):
                return check(monitor).severity
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=4) as pool:
        assert set(pool.map(one, [*monitors, *monitors])) == {SEVERE}
    with scope(organization):
        review = DriftReview.objects.get()
        assert review.signals.order_by().values("monitor").distinct().count() == 4
        assert Evaluation.objects.count() == 4
