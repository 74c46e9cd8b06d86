"""Rates of a version by week: hand-counted, bounded, and of this version alone."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from coe_portal.accounts.actor import Actor
from coe_portal.tenancy.clock import today_here
from registry.actions.operations import Usage, record_usage
from registry.choices import OutputCategory, OutputSource, OutputState, OutputVerdict
from registry.models.monitoring import Evaluation
from registry.models.outputs import OutputReport
from registry.queries.rates import WEEKS, rates_of
from tests.registry.models import new_version
from tests.registry.monitoring import watch

pytestmark = pytest.mark.usefixtures("in_scope")
NOTHING = (None,) * (WEEKS - 1)


def used(version, *calls):
    """So many calls today, yesterday and so on."""
    days = [
        Usage(day=today_here() - dt.timedelta(days=back), consumer="app", calls=count)
        for back, count in enumerate(calls)
    ]
    record_usage(version, days, actor=Actor.system("tests"))


def window(monitor, days_ago, *severities, **metrics):
    """A window that ended so many days ago, as a monitor keeps it."""
    end = timezone.now().replace(hour=0, minute=0, second=0, microsecond=0)
    end -= dt.timedelta(days=days_ago)
    Evaluation.objects.create(
        monitor=monitor,
        window_from=end - dt.timedelta(days=1),
        window_until=end,
        observations=10,
        reference_observations=10,
        severity="none",
        features=[{"name": str(place), "severity": one} for place, one in enumerate(severities)],
        metrics=[
            {"name": name, "findings": [{"test": "metric", "value": value}]}
            for name, value in metrics.items()
        ],
    )


def confirmed(version, number):
    return OutputReport.objects.create(
        number=number,
        version=version,
        category=OutputCategory.WRONG,
        source=OutputSource.PERSON,
        state=OutputState.JUDGED,
        verdict=OutputVerdict.CONFIRMED,
        judged_at=timezone.now(),
    )


def test_nothing_is_known(version):
    assert rates_of(version) is None


def test_calls_are_a_mean_by_day_and_problems_a_share_of_the_week(version):
    used(version, *[500] * 4, *[250] * 10)
    confirmed(version, 1)
    rates = rates_of(version)
    assert rates.ends[-1] - rates.ends[-2] == dt.timedelta(weeks=1)
    assert rates.ends[-1] == today_here()
    assert rates.calls == (*NOTHING[1:], 250, (4 * 500 + 3 * 250) / 7)
    assert rates.problems == (*NOTHING[1:], 0, pytest.approx(1000 / 2750))
    assert rates.signalled == (None,) * WEEKS
    assert rates.metrics == {}


def test_without_problems_there_is_no_share_of_them(version):
    used(version, 10)
    assert rates_of(version).problems == ()


def test_the_worst_window_of_a_week_and_the_mean_of_a_metric(version):
    monitor = watch(version)
    window(monitor, 0, "none", "warning", "severe", "none", alarms=4.0)
    window(monitor, 1, "none", "none", alarms=2.0)
    window(monitor, 8, alarms=1.0)
    rates = rates_of(version)
    assert rates.signalled == (*NOTHING, 50.0)
    assert rates.metrics == {"alarms": (*NOTHING[1:], 1.0, 3.0)}


def test_metrics_are_few_and_old_weeks_are_left_out(version):
    monitor = watch(version)
    window(monitor, 0, a=1.0, b=1.0, c=1.0, d=1.0)
    window(monitor, 7 * WEEKS, a=9.0)
    rates = rates_of(version)
    assert list(rates.metrics) == ["a", "b", "c"]
    assert rates.metrics["a"] == (*NOTHING, 1.0)


def test_other_versions_have_rates_of_their_own(version, developer):
    other = new_version(version.model, developer)
    used(other, 7)
    window(watch(other), 0, "severe")
    confirmed(other, 1)
    assert rates_of(version) is None


def test_three_queries(version, django_assert_num_queries):
    used(version, 1)
    window(watch(version), 0, "none")
    today_here()
    with django_assert_num_queries(3):
        rates_of(version)
