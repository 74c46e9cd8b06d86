"""Jobs that nobody took up, because the broker was away, are sent again and done once."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone
from kombu.exceptions import OperationalError

from coe_portal.accounts.roles import Role
from coe_portal.audit.tasks import build_pack
from coe_portal.jobs import running
from coe_portal.jobs.models import Job, JobState
from coe_portal.jobs.schedule import Schedule
from coe_portal.jobs.tasks import GIVEN_UP_AFTER, PATIENCE, send_all_overlooked, send_overlooked
from coe_portal.tenancy.scope import scope
from coe_portal.ui.tasks import export_list

MEMBERS = "/northbank/settings/members/"


@pytest.fixture
def job(organization, actor, settings) -> Job:
    """An export that was asked for while the broker was away."""
    with scope(organization):
        waiting = running.queue("ui.export_list", "Members", actor=actor)
        sent = {"job_id": waiting.pk, "path": MEMBERS, "query": "", "kind": "csv"}
        waiting.task, waiting.arguments = export_list.name, sent
        waiting.save()
    return waiting


def later(**more):
    return time_machine.travel(timezone.now() + PATIENCE + timedelta(**more), tick=False)


def read(job: Job) -> Job:
    with scope(job.organization_id):
        return Job.objects.get(pk=job.pk)


def look(organization, callbacks) -> int:
    with callbacks(execute=True):
        return send_overlooked(organization_id=organization.pk)


def test_what_nobody_took_up_is_done_after_a_while(
    job, organization, django_capture_on_commit_callbacks
):
    assert look(organization, django_capture_on_commit_callbacks) == 0
    with later(minutes=1):
        assert look(organization, django_capture_on_commit_callbacks) == 1
    done = read(job)
    assert (done.state, done.file_name.endswith(".csv")) == (JobState.SUCCEEDED, True)


def test_a_job_is_done_once_when_its_own_task_comes_late(
    job, organization, django_capture_on_commit_callbacks
):
    with later(minutes=1):
        look(organization, django_capture_on_commit_callbacks)
        first = read(job)
        export_list(organization_id=organization.pk, **first.arguments)
    assert read(job).finished_at == first.finished_at


def test_a_job_that_is_sent_again_waits_before_the_next_time(
    job, organization, django_capture_on_commit_callbacks
):
    with later(minutes=1):
        assert send_overlooked(organization_id=organization.pk) == 1
        assert send_overlooked(organization_id=organization.pk) == 0


@pytest.mark.parametrize("wrong", ["an unknown task", "too old"])
def test_what_cannot_be_done_says_so(job, organization, wrong, django_capture_on_commit_callbacks):
    with scope(organization):
        if wrong == "an unknown task":
            Job.objects.update(task="gone.away")
    patience = GIVEN_UP_AFTER if wrong == "too old" else timedelta(0)
    with time_machine.travel(timezone.now() + PATIENCE + patience + timedelta(minutes=1)):
        assert look(organization, django_capture_on_commit_callbacks) == 0
    assert (read(job).state, "Ask for it again" in read(job).message) == (JobState.FAILED, True)


def test_other_organizations_are_not_touched(job, other_organization):
    with later(minutes=1):
        assert send_overlooked(organization_id=other_organization.pk) == 0
        assert read(job).state == JobState.QUEUED
        assert send_all_overlooked() >= 2
    assert "jobs.send_all_overlooked" in [schedule.task for schedule in Schedule.all()]


def test_what_is_committed_is_answered_although_the_broker_is_away(
    organization, actor, monkeypatch, django_capture_on_commit_callbacks, caplog
):
    def away(*_args, **_kwargs):
        raise OperationalError("Connection refused")

    monkeypatch.setattr(build_pack, "apply_async", away)
    with django_capture_on_commit_callbacks(execute=True), scope(organization):
        job = running.queue("tests", "Pack", actor=actor)
        running.hand_over(job, build_pack, job_id=job.pk)
    kept = read(job)
    assert (kept.state, kept.task) == (JobState.QUEUED, build_pack.name)
    assert kept.arguments == {"job_id": job.pk}
    assert "the broker is away" in caplog.text


def test_a_second_try_takes_the_place_of_the_first(organization, actor):
    with scope(organization):
        first = running.queue("tests", "Import", actor=actor)
        running.overtake(first)
        done = running.finish(running.queue("tests", "Import", actor=actor))
        running.overtake(done)
    assert (read(first).state, read(done).state) == (JobState.FAILED, JobState.SUCCEEDED)


def test_exports_of_lists_remember_how_they_are_made(organization, member, client_for, monkeypatch):
    monkeypatch.setattr("coe_portal.ui.views.MOST_ROWS", 0)
    staff = member(Role.ORG_ADMIN)
    client_for(staff).post(f"{MEMBERS}?export=csv")
    with scope(organization):
        job = Job.objects.get()
    assert (job.task, job.arguments["path"]) == (export_list.name, MEMBERS)
