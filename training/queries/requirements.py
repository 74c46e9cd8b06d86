"""The required courses, and who could not do today what they are required for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, IntegerField, Max, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from coe_portal.accounts.models import Membership, MembershipQuerySet
from training.logic.activities import Activity, declared_activities
from training.models.certificates import Certificate, TrainingRequirement
from training.queries.currency import counting


@dataclass(frozen=True)
class RequirementLine:
    """A requirement in words, how many people it concerns, and how many of them lack it today."""

    requirement: TrainingRequirement
    activity: Any
    people: int
    lacking: int

    @property
    def trained(self) -> int:
        return self.people - self.lacking


def requirement_lines() -> list[RequirementLine]:
    """All requirements, in two queries for each activity that is declared."""
    return [line for activity in declared_activities() for line in _lines_of(activity)]


def _lines_of(activity: Activity) -> list[RequirementLine]:
    doers = _doers(activity)
    held = counting(OuterRef(OuterRef("grace_days"))).filter(
        member=OuterRef("pk"), course=OuterRef(OuterRef("course"))
    )
    without = doers.filter(~Exists(held)).order_by().values("organization")
    lacking = Subquery(without.annotate(n=Count("pk")).values("n"), output_field=IntegerField())
    rows = TrainingRequirement.objects.filter(activity=activity.code).select_related("course")
    found = list(rows.annotate(lacking=Coalesce(lacking, 0)))
    people = doers.count() if found else 0
    return [RequirementLine(row, activity.label, people, row.lacking) for row in found]


def lacking_people(requirement: TrainingRequirement) -> MembershipQuerySet:
    """Who could not do it today, each with `lapsed_at`: the end of their last certificate."""
    held = counting(Value(requirement.grace_days)).filter(course=requirement.course)
    last = (
        Certificate.objects.filter(member=OuterRef("pk"), course=requirement.course)
        .order_by()
        .values("member")
        .annotate(end=Max("expires_at"))
    )
    found: MembershipQuerySet = (
        _doers(_activity(requirement.activity))
        .filter(~Exists(held.filter(member=OuterRef("pk"))))
        .annotate(lapsed_at=Subquery(last.values("end")))
        .select_related("user", "business_unit", "manager__user")
    )
    return found


def activity_label(requirement: TrainingRequirement) -> str:
    """`vote in a review`."""
    return str(_activity(requirement.activity).label)


def _activity(code: str) -> Activity:
    found = next((one for one in declared_activities() if one.code == code), None)
    return found or Activity(code, _("do something that no longer exists"), Membership.objects.none)


def _doers(activity: Activity) -> MembershipQuerySet:
    found: MembershipQuerySet = Membership.objects.current().filter(
        pk__in=activity.doers().values("pk")
    )
    return found
