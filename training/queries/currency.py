"""Is this member trained for this, today? Voting and promotion ask here."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import DateTimeField, Exists, ExpressionWrapper, OuterRef, Q, Value
from django.utils import timezone

from coe_portal.accounts.models import Membership
from coe_portal.tenancy.clock import today_here
from training.models.certificates import Certificate, CertificateQuerySet, TrainingRequirement
from training.models.courses import Course

ONE_DAY = dt.timedelta(days=1)


def missing_courses(member: Membership, activity: str) -> list[Course]:
    """Courses that the activity requires and of which the member holds no current certificate.

    One query; empty when the member may go on. A certificate counts until it lapses and for the
    requirement's days of grace after that.
    """
    current = counting(OuterRef("grace_days")).filter(member=member, course=OuterRef("course"))
    wanted = TrainingRequirement.objects.filter(
        ~Exists(current), activity=activity, starts_on__lte=today_here()
    )
    return list(Course.objects.filter(pk__in=wanted.values("course")))


def counting(grace_days: Any) -> CertificateQuerySet:
    """Certificates that count today when they are good for so many days after they lapse."""
    end = ExpressionWrapper(
        Value(timezone.now()) - grace_days * Value(ONE_DAY), output_field=DateTimeField()
    )
    found: CertificateQuerySet = Certificate.objects.filter(
        Q(expires_at__isnull=True) | Q(expires_at__gt=end), revoked_at__isnull=True
    )
    return found


def is_current(member: Membership, activity: str) -> bool:
    """Whether nothing is missing."""
    return not missing_courses(member, activity)
