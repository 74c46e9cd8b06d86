"""Readings of the radar, by night and on demand, and asking how content people are."""

from __future__ import annotations

from celery import shared_task

from coe_portal.accounts.actor import Actor
from coe_portal.jobs.models import Job
from coe_portal.jobs.work import Product, carry_out
from coe_portal.tenancy.scope import scope
from coe_portal.tenancy.tasks import each_organization, tenant_task
from metrics.actions.feedback import ask_for_feedback
from metrics.actions.radar import take_radar


@shared_task(name="metrics.take_all_radars")
def take_all_radars() -> int:
    """Fan out; returns the number of organizations."""
    return each_organization(take_nightly_radar, "nightly radars")


@tenant_task("metrics.take_nightly_radar")
def take_nightly_radar() -> None:
    """The radar of one organization."""
    take_radar(actor=Actor.system("nightly-radar"))


@tenant_task("metrics.read_radar", opens_scope=False)
def read_radar(job_id: int, *, organization_id: int) -> None:
    """The radar of one organization, for whoever asked for the job."""

    def make(job: Job) -> Product:
        with scope(organization_id):
            asked_by = job.requested_by
            take_radar(actor=Actor.member(asked_by) if asked_by else Actor.system("radar"))
        return Product()

    carry_out(job_id, make, organization_id=organization_id)


@shared_task(name="metrics.ask_everywhere_for_feedback")
def ask_everywhere_for_feedback() -> int:
    """Fan out; returns the number of organizations."""
    return each_organization(ask_about_decisions, "feedback of all organizations")


@tenant_task("metrics.ask_about_decisions")
def ask_about_decisions() -> int:
    """Ask the people of fresh decisions; how many."""
    return len(ask_for_feedback(actor=Actor.system("feedback")))
