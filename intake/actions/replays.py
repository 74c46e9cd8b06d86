"""Ask for a draft to be tried on a portfolio too large to wait for; a worker does it."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.authorization import require
from coe_portal.audit.recording import record
from coe_portal.errors import RuleViolation
from coe_portal.jobs import running
from coe_portal.jobs.models import Job
from intake.declarations import RULES_TRIED
from intake.models.rulebooks import RuleDocument
from intake.queries.replays import KIND, how_many, latest_job


@transaction.atomic
def request_replay(draft: RuleDocument, *, actor: Actor) -> Job:
    """Queue the trial of a draft; the caller sends its task.

    Raises:
        RuleViolation: it is being tried already.
    """
    require(actor, "intake.manage_rules")
    draft = type(draft).objects.locked(draft.pk)
    before = latest_job(draft)
    if before is not None and not before.is_finished:
        raise RuleViolation(_("This draft is being tried already."))
    job = running.queue(
        KIND,
        _("Trial of %(draft)s") % {"draft": draft},
        actor=actor,
        subject=draft,
        total=how_many(),
        permission="intake.manage_rules",
    )
    record(RULES_TRIED, draft, actor=actor, after={"digest": draft.digest, "job": job.reference})
    return job
