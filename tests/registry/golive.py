"""A model in service of a live use case, and time that passes."""

from __future__ import annotations

import datetime as dt

import time_machine
from django.utils import timezone

from coe_portal.accounts.actor import Actor
from coe_portal.jobs.models import Job, JobState
from coe_portal.tenancy.clock import today_here
from coe_portal.tenancy.references import next_number
from intake.choices import Stage
from intake.models.use_cases import UseCase
from registry.actions.live_reviews import Report, open_live_review
from registry.choices import MetricResult
from registry.models.live_reviews import LiveReview
from registry.models.models import ModelVersion
from registry.queries.live_reviews import links_to_review
from registry.queries.retirement import AUDIT_PACK

CLOCK = Actor.system("tests")
METRICS = [{"metric": "Hours for one claim", "baseline": "4", "target": "1"}]
FORECAST = 120_000


def go_live(version: ModelVersion, stage: Stage = Stage.MONITORING) -> ModelVersion:
    """In production for its use cases, as if every gate had been passed."""
    now = timezone.now()
    ModelVersion.objects.filter(pk=version.pk).update(
        stage="production", served_at=now, stage_changed_at=now
    )
    UseCase.objects.filter(model_links__model=version.model).update(stage=stage)
    version.refresh_from_db()
    return version


def after(days: int, *, since=None) -> time_machine.travel:
    """Some days later."""
    return time_machine.travel((since or timezone.now()) + dt.timedelta(days=days), tick=False)


def open_due() -> list[LiveReview]:
    """What the clock opens today."""
    opened = [open_live_review(pk, actor=CLOCK) for pk in links_to_review(today_here())]
    return [review for review in opened if review is not None]


def report(**changed) -> Report:
    """A report for METRICS."""
    words = {
        "performance": "Ten claims an hour.",
        "drift": "None that matters.",
        "impacts": "None: we asked the desk.",
        "feedback": "Adjusters trust it.",
        "benefits": "A little more than hoped.",
        "readings": (("0.9", MetricResult.MET),),
    }
    return Report(**words | changed)


def packed(case: UseCase) -> Job:
    """An audit PDF of the case that is done."""
    job: Job = Job.objects.create(
        number=next_number("J"),
        kind=AUDIT_PACK,
        title="Audit pack",
        state=JobState.SUCCEEDED,
        subject_type=UseCase._meta.label_lower,
        subject_id=case.pk,
        finished_at=timezone.now(),
        file_name="UC-1-audit-pack.pdf",
        file_sha256="ab" * 32,
    )
    return job
