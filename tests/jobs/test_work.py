"""Every job is carried out the same way: once, and with a word about what became of it."""

from __future__ import annotations

import pytest
from django.utils import timezone

from coe_portal.errors import RuleViolation
from coe_portal.jobs import running
from coe_portal.jobs.models import Job, JobState
from coe_portal.jobs.work import Product, carry_out
from coe_portal.tenancy.scope import scope

pytestmark = pytest.mark.django_db


@pytest.fixture
def job(organization, actor):
    with scope(organization):
        return running.queue("tests", "Print", actor=actor)


def after(job):
    with scope(job.organization_id):
        return Job.objects.get(pk=job.pk)


def test_the_product_is_kept_and_told_of_in_one_transaction(job, organization):
    told = []

    carry_out(
        job.pk,
        lambda _job: Product(outcome={"pages": 2}, file_name="two.pdf", content=b"%PDF-"),
        organization_id=organization.pk,
        afterwards=lambda one: told.append((one.state, one.file_name)),
    )

    kept = after(job)
    assert (kept.state, kept.outcome, kept.file_size) == (JobState.SUCCEEDED, {"pages": 2}, 5)
    assert told == [(JobState.SUCCEEDED, "two.pdf")]


def test_delivered_twice_it_is_done_once(job, organization):
    made = []
    for _n in range(2):
        carry_out(
            job.pk,
            lambda one: made.append(one.pk) or Product(),
            organization_id=organization.pk,
        )
    assert made == [job.pk]


def test_a_refusal_ends_it_with_its_message(job, organization):
    def refuse(_job):
        message = "The rulebook has no questions."
        raise RuleViolation(message)

    carry_out(job.pk, refuse, organization_id=organization.pk)

    assert (after(job).state, after(job).message) == (
        JobState.FAILED,
        "The rulebook has no questions.",
    )


def test_what_nobody_foresaw_ends_it_too_and_reaches_the_log(job, organization):
    def fall(_job):
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError) as failed:
        carry_out(job.pk, fall, organization_id=organization.pk)

    assert failed.value.__notes__ == [f"Job {job.reference} of organization {organization.pk}"]
    assert after(job).state == JobState.FAILED
    assert "Ask for it again" in after(job).message


def test_what_is_told_and_fails_leaves_no_product(job, organization):
    def fall(_job):
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        carry_out(
            job.pk,
            lambda _job: Product(file_name="two.pdf", content=b"%PDF-"),
            organization_id=organization.pk,
            afterwards=fall,
        )

    assert (after(job).state, bool(after(job).file)) == (JobState.FAILED, False)


def test_times_are_written_on_the_organizations_clock(job, organization):
    zones = []
    with scope(organization):
        organization.timezone = "Asia/Tokyo"
        organization.save(update_fields=["timezone"])

    carry_out(
        job.pk,
        lambda _job: zones.append(timezone.get_current_timezone_name()) or Product(),
        organization_id=organization.pk,
    )

    assert zones == ["Asia/Tokyo"]
