"""Who sees a job and may take its result away."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.authorization import permits
from coe_portal.accounts.roles import EVERYONE, permission
from coe_portal.jobs.models import Job

SEE_OWN = permission("jobs.see_own", label=_("see own jobs"), roles=EVERYONE, writes=False)


def may_see_job(actor: Actor, job: Job) -> bool:
    """Who asked for it, and who holds the right that it names."""
    return actor.is_member(job.requested_by_id) or _holds_its_right(actor, job)


def may_open_result(actor: Actor, job: Job) -> bool:
    """A result may hold more than who asked may see by now: the named right is asked again."""
    if job.permission:
        return _holds_its_right(actor, job)
    return actor.is_member(job.requested_by_id)


def _holds_its_right(actor: Actor, job: Job) -> bool:
    return bool(job.permission) and permits(actor, job.permission, subject_of(job))


def subject_of(job: Job) -> Any:
    """The object that the job is about, or None."""
    if not job.subject_type:
        return None
    model = apps.get_model(job.subject_type)
    return model._default_manager.filter(pk=job.subject_id).first()
