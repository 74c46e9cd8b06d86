"""Compute the numbers that a page lacks: what is quick at once, the rest by a worker."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from coe_portal.accounts.actor import Actor
from coe_portal.jobs import running
from coe_portal.jobs.models import Job
from coe_portal.tenancy.models import Organization
from coe_portal.tenancy.turns import take_turn
from intake.models.use_cases import UseCase
from metrics.actions.snapshots import take_snapshots
from metrics.logic.periods import Quarter
from metrics.permissions.snapshots import VIEW_QUARTER

KIND = "metrics.numbers"
# Up to so many cases the numbers of one quarter take well below a second.
FEW_CASES = 2_000


def take_what_is_quick(
    organization: Organization, missing: Sequence[Quarter], shown: Quarter, *, actor: Actor
) -> Sequence[Quarter]:
    """Take the numbers of the quarter that is shown, unless they take long; those still missing."""
    if shown not in missing or not _are_few():
        return missing
    take_snapshots(organization, [shown], actor=actor)
    return [quarter for quarter in missing if quarter != shown]


@transaction.atomic
def queue_numbers(quarters: Sequence[Quarter], *, actor: Actor) -> tuple[Job, bool]:
    """The job that computes these quarters, and whether it is new: the caller sends its task.

    While one is at it, there is no other.
    """
    take_turn(KIND)
    job = Job.objects.unfinished().filter(kind=KIND).first()
    if job is not None:
        return job, False
    title = _("Numbers of %(count)d quarters") % {"count": len(quarters)}
    return (
        running.queue(KIND, title, actor=actor, total=len(quarters), permission=VIEW_QUARTER.code),
        True,
    )


def _are_few() -> bool:
    return UseCase.objects.all()[: FEW_CASES + 1].count() <= FEW_CASES
