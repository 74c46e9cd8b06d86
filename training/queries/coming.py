"""Whom a rule would enrol."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Exists, OuterRef, Q

from coe_portal.accounts.groups import group_of, members_of
from coe_portal.accounts.models import Membership, MembershipQuerySet
from training.choices import EnrollmentStatus
from training.logic.expiry import refresh_window
from training.models.certificates import Certificate
from training.models.enrollments import Enrollment, EnrollmentRule

MOST_NAMES: Final = 20
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


@dataclass(frozen=True)
class RulePreview:
    """Whom a rule means, and whom it would enrol now; of these the first by name."""

    who: str
    belong: int
    coming: int
    first: Sequence[Membership]
    enrolled: int


def preview_of(rule: EnrollmentRule, now: datetime) -> RulePreview:
    """What somebody wants to know before switching the rule on."""
    group, coming = group_of(rule.group), to_enrol(rule, now)
    return RulePreview(
        who=group.name(rule.value) if group else rule.group,
        belong=members_of(rule.group, rule.value).count(),
        coming=coming.count(),
        first=list(coming.with_user().order_by("user__name", "pk")[:MOST_NAMES]),
        enrolled=rule.enrollments.count(),
    )
