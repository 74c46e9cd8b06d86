"""Tell the people of an approval that it ends, is reviewed again, or has expired."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.utils.formats import date_format

from coe_portal.accounts.models import Membership
from coe_portal.notifications.dispatch import notify
from coe_portal.notifications.kinds import NotificationKind
from governance.declarations import validity as told
from governance.logic.validity import NOTICE_DAYS, notice_due
from governance.models.decisions import Decision, DecisionQuerySet
from governance.queries.involvement import coe_staff, people_of, voters_of
from intake.models.use_cases import UseCase


def report_approval(
    kind: NotificationKind,
    approval: Decision,
    recipients: Iterable[Membership | None],
    *,
    key: str = "",
) -> int:
    """Any message about one approval and its last day; how many were told."""
    assert approval.valid_until is not None  # noqa: S101  (without a last day none is sent)
    fresh = notify(
        kind,
        [member for member in recipients if member is not None],
        approval,
        context={
            "case": str(approval.use_case),
            "due": date_format(approval.valid_until, "j F Y"),
        },
        url=approval.get_absolute_url(),
        key=key,
    )
    return len(fresh)


def report_expiry(approval: Decision, *, is_moved: bool) -> None:
    """Tell everyone concerned: the people of the case, those who approved, and the CoE."""
    kind = told.APPROVAL_OVER if is_moved else told.APPROVAL_OVER_AT_REST
    people = [*people_of(approval.use_case), *voters_of(approval), *coe_staff()]
    report_approval(kind, approval, people)


def approvals_to_mention(today: dt.date) -> DecisionQuerySet:
    """Approvals at work whose last day is near."""
    limit = today + dt.timedelta(days=NOTICE_DAYS[0])
    standing: DecisionQuerySet = Decision.objects.standing()
    return standing.filter(valid_until__range=(today, limit))


def remind_of_approval(approval: Decision, today: dt.date) -> int:
    """Tell the owner 60, 30 and 7 days before; how many messages.

    Each notice is told once: the case is locked, so that two clocks at once do not tell twice.
    """
    UseCase.objects.locked(approval.use_case_id)
    if not Decision.objects.standing().filter(pk=approval.pk).exists():
        return 0
    assert approval.valid_until is not None  # noqa: S101  (the clock takes only those)
    notice = notice_due((approval.valid_until - today).days)
    if notice is None:
        return 0
    key = f"{approval.reference}:{approval.valid_until:%Y%m%d}:{notice}"
    owner = approval.use_case.owner
    people = [owner] if owner is not None else coe_staff()
    return report_approval(told.APPROVAL_ENDS, approval, people, key=key)
