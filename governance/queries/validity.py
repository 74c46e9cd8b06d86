"""Approvals by their last day, and what has changed since one was given."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from typing import Any, Final

from dateutil.relativedelta import relativedelta
from django.db.models import DateField, Exists, OuterRef, Q, Value

from coe_portal.audit.recording import plain
from governance.choices import Path
from governance.logic.paths import REVIEWED_TIERS, path_for
from governance.logic.validity import renewal_opens_on, terms_of
from governance.models.decisions import Decision, DecisionQuerySet
from governance.models.incidents import Incident
from governance.models.reviews import Review
from governance.queries.rules import matrix_in_force, terms_in_force
from intake.models.use_cases import StageChange

MONTHS_SHOWN: Final = 12
MOST_LISTED: Final = 200


def renewals_to_open(today: dt.date) -> DecisionQuerySet:
    """Approvals at work that come to their end, are not under review, and were not before.

    What decides itself is left to the owner: only people can say that nothing has changed.
    """
    matrix, terms = matrix_in_force(), terms_in_force()
    due = Q(pk__in=())
    for tier in REVIEWED_TIERS:
        lead = dt.timedelta(days=terms_of(terms, tier).renewal_days)
        people = [
            gate
            for gate in matrix.get(tier, {})
            if path_for(tier, gate, matrix).path != Path.SELF_SERVICE
        ]
        due |= Q(tier=tier, gate__in=people, valid_until__lte=today + lead)
    reviews = Review.objects.filter(use_case=OuterRef("use_case")).order_by()
    running = reviews.open().filter(gate=OuterRef("gate"))
    tried = Review.objects.filter(renews=OuterRef("pk")).order_by()
    standing: DecisionQuerySet = Decision.objects.standing().filter(due)
    return standing.filter(~Exists(running), ~Exists(tried))


def with_renewal(approvals: DecisionQuerySet, today: dt.date) -> DecisionQuerySet:
    """With `in_renewal`, whether the same gate is under review, and `today` to count days from."""
    running = Review.objects.open().filter(use_case=OuterRef("use_case"), gate=OuterRef("gate"))
    return approvals.annotate(
        in_renewal=Exists(running.order_by()), today=Value(today, output_field=DateField())
    )


@dataclass(frozen=True)
class Timeline:
    """How many approvals end in each of the next months, and how many have ended."""

    months: tuple[tuple[dt.date, int], ...]
    expired: int
    later: int


def timeline(approvals: DecisionQuerySet, today: dt.date) -> Timeline:
    """Approvals at work by the month of their last day."""
    first = today.replace(day=1)
    last = first + relativedelta(months=MONTHS_SHOWN)
    days = approvals.filter(valid_until__gte=today, valid_until__lt=last).order_by()
    by_month = Counter(
        day.replace(day=1) for day in days.values_list("valid_until", flat=True) if day
    )
    months = [first + relativedelta(months=place) for place in range(MONTHS_SHOWN)]
    return Timeline(
        months=tuple((month, by_month[month]) for month in months),
        expired=approvals.expired(today).count(),
        later=approvals.filter(valid_until__gte=last).count(),
    )


def opens_on(approval: Decision) -> dt.date | None:
    """The day on which its renewal opens by itself; None for what never ends."""
    if approval.valid_until is None:
        return None
    return renewal_opens_on(approval.valid_until, terms_of(terms_in_force(), approval.tier))


def renewal_content(review: Review) -> dict[str, Any]:
    """What the voters on a renewal see besides the case: the approval, and what changed since."""
    approval = review.renews
    assert approval is not None  # noqa: S101  (only asked of renewals)
    use_case, since = review.use_case, approval.decided_at
    moves = StageChange.objects.filter(use_case=use_case, changed_at__gt=since)
    conditions = use_case.conditions.select_related("decision").order_by("decision", "position")
    incidents = Incident.objects.filter(use_case=use_case, created_at__gt=since)
    return {
        "decision": approval.reference,
        "outcome": approval.outcome,
        "decided_at": plain(since),
        "valid_until": plain(approval.valid_until),
        "rationale": approval.rationale,
        "note": review.renewal_note,
        "tier": {"before": approval.tier, "after": review.assessment.tier},
        "assessment": {"before": approval.assessment.number, "after": review.assessment.number},
        "answers": changed_answers(approval.assessment.answers, review.assessment.answers),
        "stages": [
            {
                "from": move.from_stage,
                "to": move.to_stage,
                "at": plain(move.changed_at),
                "reason": move.reason,
            }
            for move in moves.order_by("changed_at", "pk")[:MOST_LISTED]
        ],
        "conditions": [
            {
                "reference": condition.reference,
                "text": condition.text,
                "state": condition.state,
                "due_on": plain(condition.due_on),
            }
            for condition in conditions[:MOST_LISTED]
        ],
        "incidents": [
            {"reference": one.reference, "severity": one.severity, "state": one.state}
            for one in incidents.order_by("number")[:MOST_LISTED]
        ],
    }


def changed_answers(before: dict[str, Any], after: dict[str, Any]) -> list[dict[str, Any]]:
    """Each question whose answer is not what it was."""
    keys = sorted({*before, *after})
    return [
        {"question": key, "before": before.get(key), "after": after.get(key)}
        for key in keys
        if before.get(key) != after.get(key)
    ]
