"""Whom a rule would enrol."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Exists, OuterRef, Q

from coe_portal.accounts.models import MembershipQuerySet
from training.choices import EnrollmentStatus
from training.groups import members_of
from training.logic.expiry import refresh_window
from training.models.certificates import Certificate
from training.models.enrollments import Enrollment, EnrollmentRule

# Whose last turn by the rule ended so is not enrolled again by it: a person decides that.
LEFT_TO_PEOPLE = (EnrollmentStatus.FAILED, EnrollmentStatus.WITHDRAWN)


def to_enrol(rule: EnrollmentRule, now: datetime) -> MembershipQuerySet:
    """Members of the rule's group who are not in the course and hold no certificate for long.

    Who failed, or was taken out again, is left alone until they are certified in another way: the
    attempts of a quiz would have no limit, and a withdrawal no effect, if the next night undid it.
    """
    mine = {"member": OuterRef("pk"), "course": rule.course}
    until = now + refresh_window(rule.course.valid_months)
    covered = Certificate.objects.filter(
        Q(expires_at__isnull=True) | Q(expires_at__gt=until), revoked_at__isnull=True, **mine
    )
    certified_later = Certificate.objects.filter(
        member=OuterRef("member"), course=OuterRef("course"), issued_at__gt=OuterRef("ended_at")
    )
    ended = Enrollment.objects.filter(
        ~Exists(certified_later), rule=rule, status__in=LEFT_TO_PEOPLE, **mine
    )
    return members_of(rule.group, rule.value).filter(
        ~Exists(Enrollment.objects.open().filter(**mine)), ~Exists(covered), ~Exists(ended)
    )
