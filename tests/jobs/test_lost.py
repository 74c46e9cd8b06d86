"""Jobs whose worker was killed are ended; those that give signs of life are not."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from coe_portal.jobs import running
from coe_portal.jobs.models import Job, JobState
from coe_portal.jobs.schedule import Schedule
from coe_portal.jobs.tasks import LEASE, fail_all_lost, fail_lost
from coe_portal.tenancy.scope import scope

pytestmark = pytest.mark.django_db


@pytest.fixture
def job(organization, actor):
    with scope(organization):
        return running.start(running.queue("tests", "Export", actor=actor, total=10))


def later(**more):
    return time_machine.travel(timezone.now() + LEASE + timedelta(**more), tick=False)


def state_of(job, organization):
    with scope(organization):
        job = Job.objects.get(pk=job.pk)
        return job.state, job.message


def test_a_silent_job_fails_with_what_to_do(job, organization):
    with later(minutes=1):
        assert fail_lost(organization_id=organization.pk) == 1

    state, message = state_of(job, organization)
    assert (state, message) == (
        JobState.FAILED,
        "The worker stopped before this was done. Ask for it again.",
    )
    with scope(organization):
        assert Job.objects.get(pk=job.pk).finished_at is not None


def test_progress_is_a_sign_of_life(job, organization):
    with time_machine.travel(timezone.now() + LEASE, tick=False), scope(organization):
        running.progress(job, done=5)
    with later(minutes=1):
        assert fail_lost(organization_id=organization.pk) == 0

    assert state_of(job, organization)[0] == JobState.RUNNING


def test_waiting_and_finished_jobs_are_left_alone(job, organization, actor):
    with scope(organization):
        running.finish(job)
        waiting = running.queue("tests", "Waiting", actor=actor)
    with later(minutes=1):
        assert fail_lost(organization_id=organization.pk) == 0

    assert state_of(job, organization)[0] == JobState.SUCCEEDED
    assert state_of(waiting, organization)[0] == JobState.QUEUED


def test_a_job_that_comes_back_to_life_goes_on(job, organization):
    with later(minutes=1):
        fail_lost(organization_id=organization.pk)
    with scope(organization):
        running.start(Job.objects.get(pk=job.pk))
        running.finish(Job.objects.get(pk=job.pk), outcome={"rows": 3})

    assert state_of(job, organization) == (JobState.SUCCEEDED, "")


def test_every_organization_is_looked_at_by_itself(job, organization, other_organization):
    with later(minutes=1):
        assert fail_lost(organization_id=other_organization.pk) == 0
        assert state_of(job, organization)[0] == JobState.RUNNING
        assert fail_all_lost() >= 2

    assert state_of(job, organization)[0] == JobState.FAILED
    assert "jobs.fail_all_lost" in [schedule.task for schedule in Schedule.all()]
