"""A version of a policy on paper: asked for here, made by a worker, kept as a Job."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.authorization import require
from coe_portal.audit.recording import record
from coe_portal.errors import NotAllowed
from coe_portal.jobs import running
from coe_portal.jobs.models import Job
from governance.declarations import policies as told
from governance.models.policies import POLICY_FILE, PolicyVersion
from governance.permissions.policies import VIEW_POLICIES, may_see_drafts


@transaction.atomic
def request_print(version: PolicyVersion, *, actor: Actor) -> Job:
    """Queue the printing; whoever calls it sends the task and shows the job.

    The job names no right, so that its file is for whoever asked: a draft is not for everybody.

    Raises:
        NotAllowed: it is in work, and the actor does not work on it.
    """
    require(actor, VIEW_POLICIES.code)
    member, policy = actor.membership, version.policy
    if version.is_in_work and (member is None or not may_see_drafts(member, policy)):
        raise NotAllowed(_("This version is not published."))
    title = _("%(policy)s, version %(number)d, as PDF") % {
        "policy": policy.subject_label,
        "number": version.number,
    }
    job = running.queue(POLICY_FILE, title, actor=actor, subject=version, total=1)
    after = {"version": version.number, "job": job.reference}
    record(told.POLICY_PRINTED, policy, actor=actor, after=after)
    return job
