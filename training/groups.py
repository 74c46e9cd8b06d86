"""Job roles as groups that a rule can enrol."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.groups import Group, declare_group
from coe_portal.accounts.models import Membership, MembershipQuerySet
from training.models.skills import JobRole


def _with_job_role(code: str) -> MembershipQuerySet:
    found: MembershipQuerySet = Membership.objects.filter(job_roles__job_role__code=code)
    return found


declare_group(
    Group(
        "job_role",
        _("Job role"),
        _with_job_role,
        lambda: JobRole.objects.values_list("code", "name"),
    )
)
