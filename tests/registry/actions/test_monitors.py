"""Setting up monitors: by those who answer for the version, and with limits that make sense."""

from __future__ import annotations

import datetime as dt

import pytest

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.roles import Role
from coe_portal.audit.models import AuditEvent
from coe_portal.errors import InvalidInput, NotAllowed, RuleViolation
from registry.actions.monitors import (
    MOST_MONITORS,
    MonitorTerms,
    NewMonitor,
    change_monitor,
    create_monitor,
)
from registry.choices import BaselineKind, Better, DriftTest
from registry.logic.thresholds import Limits, MetricLimits
from tests.registry.monitoring import new_version, watch


@pytest.fixture
def owner(in_scope, member):
    return member(Role.MODEL_OWNER, name="Olga Owner")


@pytest.fixture
def version(owner):
    return new_version(owner)


@pytest.mark.parametrize(
    ("field", "terms"),
    [
        ("name", {"name": " "}),
        ("window_days", {"window_days": 0}),
        ("window_days", {"window_days": 93}),
        ("missing_limit", {"missing_limit": 0}),
        ("minimum", {"minimum": 0}),
        ("features", {"features": tuple(f"f{number}" for number in range(201))}),
        ("limits", {"limits": {DriftTest.PSI: Limits(0.3, 0.2)}}),
        ("limits", {"limits": {DriftTest.METRIC: Limits(0.1, 0.2)}}),
        ("metrics", {"metrics": {"accuracy": MetricLimits(Better.HIGHER, 0.8, 0.9)}}),
        ("baseline_until", {"baseline": BaselineKind.FIXED}),
        (
            "baseline_until",
            {
                "baseline": BaselineKind.FIXED,
                "baseline_from": dt.date(2026, 2, 2),
                "baseline_until": dt.date(2026, 2, 1),
            },
        ),
    ],
)
def test_terms_that_make_no_sense_are_refused_by_field(version, field, terms):
    with pytest.raises(InvalidInput) as caught:
        watch(version, **terms)
    assert list(caught.value.errors) == [field]


def test_set_up_and_changed_by_who_answers_for_it(owner, version, member):
    new = NewMonitor(version=version, name="Nightly")
    monitor = create_monitor(new, actor=Actor.member(owner))
    change_monitor(monitor, MonitorTerms(name="Weekly", minimum=50), actor=Actor.member(owner))

    monitor.refresh_from_db()
    assert (monitor.reference, monitor.name, monitor.minimum) == ("MON-1", "Weekly", 50)
    (event,) = AuditEvent.objects.filter(action="registry.monitor.changed")
    assert (event.before, event.after) == (
        {"name": "Nightly", "minimum": 100},
        {"name": "Weekly", "minimum": 50},
    )
    for person in (member(Role.EXECUTIVE), member(Role.AUDITOR), member()):
        with pytest.raises(NotAllowed):
            create_monitor(new, actor=Actor.member(person))
        with pytest.raises(NotAllowed):
            change_monitor(monitor, MonitorTerms(name="Mine"), actor=Actor.member(person))


def test_a_version_has_a_bounded_number_of_monitors(version):
    for number in range(MOST_MONITORS):
        watch(version, name=f"M{number}")
    with pytest.raises(RuleViolation):
        watch(version)
