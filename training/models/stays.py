"""In which unit somebody was and what they could do, and when.

Numbers of a past day need the people of that day.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from coe_portal.accounts.models import Membership
from coe_portal.tenancy.managers import TenantManager, TenantQuerySet
from coe_portal.tenancy.models import BusinessUnit, TenantModel
from training.models.skills import Skill


class StayQuerySet(TenantQuerySet[Any]):
    def at(self, moment: dt.datetime | Any) -> StayQuerySet:
        """Those of this moment."""
        return self.filter(Q(ends_at__isnull=True) | Q(ends_at__gt=moment), starts_at__lte=moment)


class UnitStay(TenantModel):
    """An active member's time in a unit, or in none.

    Written by a trigger of the database on memberships (migration `stays_in_units`), so that no
    way of moving, adding or closing members is missed; read-only for the portal.
    """

    member = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="stays")
    business_unit = models.ForeignKey(
        BusinessUnit, on_delete=models.CASCADE, null=True, related_name="stays"
    )
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)

    objects: ClassVar = TenantManager.from_queryset(StayQuerySet)()

    class Meta:
        ordering = ("starts_at", "id")
        indexes = [
            models.Index(fields=["organization", "starts_at"], name="stays_by_time"),
            models.Index(fields=["member"], condition=models.Q(ends_at=None), name="stays_now"),
        ]

    def __str__(self) -> str:
        return f"{self.member}: {self.business_unit or ''}"


class SkillStay(TenantModel):
    """A member's time at a level of a skill: the manager's level, or else their own.

    Written by a trigger of the database on levels (migration `levels_keep_themselves`), so that no
    way of stating and judging them is missed; read-only for the portal.
    """

    member = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="skill_stays")
    skill = models.ForeignKey(Skill, on_delete=models.CASCADE, related_name="stays")
    level = models.PositiveSmallIntegerField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)

    objects: ClassVar = TenantManager.from_queryset(StayQuerySet)()

    class Meta:
        ordering = ("starts_at", "id")
        indexes = [
            models.Index(fields=["organization", "member", "skill"], name="levels_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.member}: {self.skill} {self.level}"
