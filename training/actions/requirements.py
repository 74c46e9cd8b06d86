"""Say which courses an activity needs."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.authorization import require
from coe_portal.audit.recording import record
from coe_portal.errors import InvalidInput, RuleViolation
from training import declarations as told
from training.logic.activities import declared_activities
from training.models.certificates import TrainingRequirement
from training.models.courses import Course
from training.permissions import STEER_TRAINING


@dataclass(frozen=True)
class RequirementTerms:
    """What is required for what, from when, with how many days of grace after a lapse."""

    activity: str
    course: Course
    starts_on: dt.date
    grace_days: int = 0


@transaction.atomic
def require_course(terms: RequirementTerms, *, actor: Actor) -> TrainingRequirement:
    """Ask for a current certificate of the course from whoever does the activity.

    Raises:
        InvalidInput: nobody declared the activity.
        RuleViolation: it is required already, or the course is not offered.
    """
    require(actor, STEER_TRAINING.code)
    if terms.activity not in {one.code for one in declared_activities()}:
        message = _("There is no such activity.")
        raise InvalidInput(message, errors={"activity": [message]})
    # Locked as archiving does, so that no course is required and archived at once.
    if Course.objects.offered().locked_rows().filter(pk=terms.course.pk).first() is None:
        raise RuleViolation(_("This course is not offered now."), code="course.not_offered")
    requirement, is_new = TrainingRequirement.objects.get_or_create(
        activity=terms.activity,
        course=terms.course,
        defaults={
            "starts_on": terms.starts_on,
            "grace_days": terms.grace_days,
            "created_by": actor.membership,
        },
    )
    if not is_new:
        raise RuleViolation(_("This is required already."), code="requirement.exists")
    record(
        told.REQUIREMENT_SET,
        requirement,
        actor=actor,
        after={
            "activity": terms.activity,
            "course": terms.course.reference,
            "from": terms.starts_on,
            "grace_days": terms.grace_days,
        },
    )
    return requirement


@transaction.atomic
def drop_requirement(requirement: TrainingRequirement, *, actor: Actor) -> None:
    """Require it no longer."""
    requirement = TrainingRequirement.objects.locked(requirement.pk)
    require(actor, STEER_TRAINING.code, requirement)
    before = {"activity": requirement.activity, "course": requirement.course.reference}
    record(told.REQUIREMENT_DROPPED, requirement, actor=actor, before=before)
    requirement.delete()
