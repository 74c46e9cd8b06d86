"""Certificates that are printed already."""

from __future__ import annotations

from typing import Final

from coe_portal.accounts.models import Membership
from coe_portal.jobs.models import Job, JobState
from training.models.certificates import Certificate

KIND: Final = "certificate-pdf"


def printed_job(certificate: Certificate, member: Membership) -> Job | None:
    """The member's latest PDF of the certificate as it is now."""
    printed: Job | None = (
        Job.objects.filter(
            kind=KIND,
            state=JobState.SUCCEEDED,
            requested_by=member,
            subject_type=certificate._meta.label_lower,
            subject_id=certificate.pk,
            created_at__gt=certificate.updated_at,
        )
        .exclude(file="")
        .order_by("-number")
        .first()
    )
    return printed
