"""The required courses as the page of requirements shows them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone

from training.logic.activities import declared_activities
from training.models.certificates import TrainingRequirement


@dataclass(frozen=True)
class RequirementLine:
    """A requirement in words, with the number of members who hold a current certificate."""

    requirement: TrainingRequirement
    activity: Any
    current: int


def requirement_lines() -> list[RequirementLine]:
    """All requirements, in one query."""
    labels = {one.code: one.label for one in declared_activities()}
    now = timezone.now()
    in_time = Q(course__certificates__expires_at__isnull=True) | Q(
        course__certificates__expires_at__gt=now
    )
    rows = TrainingRequirement.objects.select_related("course").annotate(
        current=Count(
            "course__certificates__member",
            filter=in_time & Q(course__certificates__revoked_at__isnull=True),
            distinct=True,
        )
    )
    return [
        RequirementLine(row, labels.get(row.activity, row.activity), row.current) for row in rows
    ]
