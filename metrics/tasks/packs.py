"""Board packs are made by a worker, and asked for by the clock when their day has come."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from coe_portal.accounts.actor import Actor
from coe_portal.jobs import running
from coe_portal.tenancy.tasks import each_organization, tenant_task
from metrics.actions.pack_schedule import make_due_pack
from metrics.integrations.board_pack.building import build_pack

CLOCK = Actor.system("board-pack-schedule")


@tenant_task("metrics.build_board_pack", opens_scope=False)
def build_board_pack(job_id: int, *, organization_id: int) -> None:
    """Make the files of a queued job."""
    build_pack(organization_id, job_id)


@shared_task(name="metrics.make_all_due_packs")
def make_all_due_packs() -> int:
    """Look in every organization; returns how many there are."""
    return each_organization(make_pack_when_due, "board packs whose day has come")


@tenant_task("metrics.make_pack_when_due")
def make_pack_when_due() -> bool:
    """Whether one was asked for."""
    pack = make_due_pack(timezone.now(), actor=CLOCK)
    if pack is not None:
        running.hand_over(pack.job, build_board_pack, job_id=pack.job.pk)
    return pack is not None
