"""A job through the real broker and a real worker process, from the request to the file."""

from __future__ import annotations

import time

import pytest

from coe_portal.audit.models import AuditEvent
from coe_portal.audit.pack.actions import request_pack
from coe_portal.audit.tasks import build_pack
from coe_portal.jobs.models import Job
from coe_portal.tenancy.scope import scope
from intake.actions import registration, rulebooks
from tests.fixtures.organizations import OPERATOR

PATIENCE_SECONDS = 60


def finished(organization, job_id: int) -> Job:
    """The job when the worker is done with it."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        with scope(organization):
            job = Job.objects.get(pk=job_id)
        if job.is_finished:
            return job
        time.sleep(0.1)
    pytest.fail(f"The job is still {job.state}.")


@pytest.mark.slow
def test_a_pack_is_built_by_a_worker(worker, organization, actor):
    with scope(organization):
        rulebooks.install_defaults(organization, actor=OPERATOR)
        payload = registration.Registration(
            title="Answer claims letters",
            summary="Drafts an answer to a letter about a claim.",
            intended_users="Claims handlers",
            owner_id=actor.membership_id,
        )
        use_case = registration.register_use_case(payload, actor=actor)
        job = request_pack(use_case, actor=actor)
        build_pack.send(job_id=job.pk)

    job = finished(organization, job.pk)

    assert job.state == "succeeded", job.message
    with job.file.open() as pack:
        assert pack.read(5) == b"%PDF-"
    with scope(organization):
        codes = AuditEvent.objects.about(use_case).values_list("action", flat=True)
        assert set(codes) >= {"audit.pack.requested", "audit.pack.built"}
