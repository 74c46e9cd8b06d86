"""A nightly run that is killed again and again ends with what an undisturbed one finds."""

from __future__ import annotations

import os
import random
import signal
import time

import pytest
from django.db import connection

from coe_portal.accounts.roles import Role
from coe_portal.audit.verification import verify_chain
from coe_portal.tenancy.scope import scope
from registry.models.monitoring import DriftReview, DriftSignal, Evaluation
from registry.tasks.drift import check_monitors
from tests.registry.monitoring import drifting, watch

KILLS, MONITORS, LONGEST = 20, 20, 0.2

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def watched(organization, member) -> None:
    """A model that drifts, seen by many monitors."""
    with scope(organization):
        first = drifting(member(Role.MODEL_OWNER, organization=organization))
        for number in range(MONITORS - 1):
            watch(first.version, name=f"M{number}")


def run_and_kill(organization_id: int, seconds: float) -> None:
    """The run in a process of its own, which dies without a word."""
    process = os.fork()
    if process == 0:
        # A session of its own. In that of the test the next run would find the killed one's
        # transaction open, and commit it; to close it here would end it there.
        inherited, connection.connection = connection.connection, None
        check_monitors(organization_id=organization_id)
        os._exit(0 if inherited is None else 1)
    time.sleep(seconds)
    os.kill(process, signal.SIGKILL)
    os.waitpid(process, 0)


def outcome(organization) -> tuple:
    with scope(organization):
        signals = DriftSignal.objects.order_by("monitor__number", "feature", "test")
        found = Evaluation.objects.order_by("monitor__number")
        return (
            list(found.values_list("monitor__number", "observations", "severity")),
            list(DriftReview.objects.values_list("number", "state")),
            list(signals.values_list("monitor__number", "feature", "test", "value", "severity")),
        )


def test_killed_twenty_times_it_finds_the_same(organization, other_organization, member):
    for one in (organization, other_organization):
        watched(one, member)
    check_monitors(organization_id=other_organization.pk)

    delays = random.Random(5)  # noqa: S311  (when to kill)
    for _kill in range(KILLS):
        run_and_kill(organization.pk, delays.uniform(0, LONGEST))
    check_monitors(organization_id=organization.pk)

    evaluations, reviews, signals = outcome(organization)
    assert (evaluations, reviews, signals) == outcome(other_organization)
    assert len(evaluations) == MONITORS
    with scope(organization):
        assert verify_chain() is None
