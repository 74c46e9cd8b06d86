"""Tell the people of a review, a decision and its conditions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from coe_portal.accounts.models import Membership
from coe_portal.gates.registry import Unmet
from coe_portal.notifications.dispatch import notify
from coe_portal.notifications.kinds import NotificationKind
from governance.declarations import reviews as told
from governance.models.decisions import Condition, ConditionQuerySet, Decision
from governance.models.reviews import Review
from governance.queries.involvement import coe_staff, people_of, voters_of
from intake.logic.stages import CLOSED

NOTICE_DAYS = (7, 1)


def ask_for_votes(review: Review, kind: NotificationKind, *, step: str = "") -> None:
    """Ask everybody whose vote is missing; a `step` of the deadline is told once."""
    notify(
        kind,
        missing_voters(review),
        review,
        context=review_context(review),
        url=review.get_absolute_url(),
        key=f"{review.reference}:{review.due_at:%Y%m%d}:{step}" if step else "",
    )


def report_overdue(review: Review, recipients: Iterable[Membership], *, step: str) -> None:
    """Tell the chair, then the sponsor, that the votes do not come."""
    notify(
        told.REVIEW_OVERDUE,
        recipients,
        review,
        context=review_context(review),
        url=review.get_absolute_url(),
        key=f"{review.reference}:{review.due_at:%Y%m%d}:{step}",
    )


def missing_voters(review: Review) -> list[Membership]:
    """Members who speak for a seat that has not voted."""
    owing = review.seats.filter(voter__isnull=False, vote__isnull=True).values("voter")
    return list(Membership.objects.current().with_user().filter(pk__in=owing))


def review_context(review: Review) -> dict[str, Any]:
    """The places in the texts about a review."""
    due = timezone.localtime(review.due_at)
    return {
        "case": str(review.use_case),
        "review": review.reference,
        "due": date_format(due, "j F Y"),
        "missing": review.seats.filter(voter__isnull=False, vote__isnull=True).count(),
    }


def report_decision(decision: Decision) -> None:
    """Tell the people of the case what was decided."""
    notify(
        told.DECISION_REACHED,
        people_of(decision.use_case),
        decision,
        context={
            "case": str(decision.use_case),
            "outcome": decision.get_outcome_display(),
            "decision": decision.reference,
            "gate": decision.get_gate_display(),
            "rationale": decision.rationale[:500],
        },
        url=decision.get_absolute_url(),
    )


def report_waiting(decision: Decision, missing: Iterable[Unmet]) -> None:
    """Tell the people of the case what keeps an approved case at its stage."""
    notify(
        told.APPROVED_BUT_WAITING,
        people_of(decision.use_case),
        decision,
        context={
            "case": str(decision.use_case),
            "gate": decision.get_gate_display(),
            "missing": _("; ").join(one.message for one in missing),
        },
        url=decision.get_absolute_url(),
    )


def report_condition(
    kind: NotificationKind,
    condition: Condition,
    recipients: Iterable[Membership | None],
    *,
    key: str = "",
    reason: str = "",
) -> int:
    """Any message about one condition; how many were told."""
    fresh = notify(
        kind,
        [member for member in recipients if member is not None],
        condition,
        context={
            "case": str(condition.use_case),
            "due": date_format(condition.due_on, "j F Y"),
            "condition": condition.text,
            "reason": reason,
        },
        url=condition.get_absolute_url(),
        key=key,
    )
    return len(fresh)


def report_lapse(condition: Condition, *, is_moved: bool) -> None:
    """Tell everyone concerned: the people of the case, who set the condition, and the CoE."""
    kind = told.CASE_SUSPENDED if is_moved else told.CONDITION_MISSED
    report_condition(
        kind,
        condition,
        [
            *people_of(condition.use_case),
            condition.owner,
            *voters_of(condition.decision),
            *coe_staff(),
        ],
    )


def conditions_to_mention(today: dt.date) -> ConditionQuerySet:
    """Pending conditions of live cases whose day is near."""
    pending: ConditionQuerySet = Condition.objects.pending()
    near = pending.filter(due_on__range=(today, today + dt.timedelta(days=NOTICE_DAYS[0])))
    return near.exclude(use_case__stage__in=CLOSED)


def remind_of_condition(pk: int, today: dt.date) -> int:
    """Tell the owner 7 days and 1 day before a condition lapses; how many messages.

    Each notice is told once: its row is locked, so that two clocks at once do not tell twice.
    """
    condition = Condition.objects.select_related("decision", "use_case", "owner__user").locked(pk)
    left = (condition.due_on - today).days
    notice = min((days for days in NOTICE_DAYS if 0 <= left <= days), default=None)
    if notice is None or not condition.is_pending:
        return 0
    return report_condition(
        told.CONDITION_DUE,
        condition,
        [condition.owner],
        key=f"{condition.reference}:{condition.due_on:%Y%m%d}:{notice}",
    )
