"""The nightly reading of the radar, and asking how content people are with decisions."""

from __future__ import annotations

from celery import shared_task

from coe_portal.accounts.actor import Actor
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


@shared_task(name="metrics.ask_everywhere_for_feedback")
def ask_everywhere_for_feedback() -> int:
    """Fan out; returns the number of organizations."""
    return each_organization(ask_about_decisions, "feedback of all organizations")


@tenant_task("metrics.ask_about_decisions")
def ask_about_decisions() -> int:
    """Ask the people of fresh decisions; how many."""
    return len(ask_for_feedback(actor=Actor.system("feedback")))
