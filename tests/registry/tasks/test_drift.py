"""The clock of monitoring: what is due is checked once, and reminders are sent once."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from coe_portal.accounts.roles import Role
from coe_portal.notifications.models import Notification
from coe_portal.tenancy.scope import scope
from registry.models.monitoring import DriftReview, DriftSignal, Evaluation
from registry.tasks.drift import (
    check_all_monitors,
    check_monitors,
    remind_of_all_drift_reviews,
    remind_of_drift_reviews,
)
from tests.registry.monitoring import check, drifting, watch

NIGHT = "2026-11-20T03:10:00Z"


@pytest.fixture
def night():
    with time_machine.travel(NIGHT, tick=False):
        yield


def test_the_night_checks_every_organization_once(night, organization, other_organization, member):
    for one in (organization, other_organization):
        with scope(one):
            drifting(member(Role.MODEL_OWNER, organization=one))

    assert (check_all_monitors(), check_all_monitors()) == (2, 2)
    for one in (organization, other_organization):
        with scope(one):
            assert Evaluation.objects.count() == DriftReview.objects.count() == 1
            assert DriftSignal.objects.filter(review__isnull=True).count() == 0


def test_late_records_have_time_to_come_and_what_is_off_is_not_checked(organization, member):
    with time_machine.travel("2026-11-20T01:00:00Z", tick=False) as clock:
        with scope(organization):
            monitor = drifting(member(Role.MODEL_OWNER))
            watch(monitor.version, is_active=False)
        assert check_monitors(organization_id=organization.pk) == 0
        clock.move_to(NIGHT)
        assert check_monitors(organization_id=organization.pk) == 1
        assert check_monitors(organization_id=organization.pk) == 0


def test_a_run_goes_on_where_another_stopped(night, organization, member):
    with scope(organization):
        first = drifting(member(Role.MODEL_OWNER))
        for number in range(3):
            watch(first.version, name=f"M{number}")
        check(first)

    assert check_monitors(organization_id=organization.pk) == 3
    with scope(organization):
        assert (Evaluation.objects.count(), DriftReview.objects.count()) == (4, 1)


def test_reminders_come_before_on_and_after_the_day_once_each(organization, member):
    with scope(organization):
        check(drifting(member(Role.MODEL_OWNER)))
        due = DriftReview.objects.get().due_on
    kinds = []
    for days in (-4, -3, -3, 0, 1, 7, 20):
        moment = dt.datetime.combine(due + dt.timedelta(days=days), dt.time(9), dt.UTC)
        with time_machine.travel(moment, tick=False):
            kinds.append(remind_of_drift_reviews(organization_id=organization.pk))

    assert kinds == [0, 1, 0, 1, 0, 1, 1]
    with scope(organization):
        told = Notification.objects.filter(kind="registry.drift_review_overdue")
        assert told.count() == 2
    with time_machine.travel(timezone.now() + dt.timedelta(days=60), tick=False):
        assert remind_of_all_drift_reviews() == 1
