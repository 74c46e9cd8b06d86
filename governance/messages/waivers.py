"""Tell the people of a waiver."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.utils.formats import date_format

from coe_portal.accounts.models import Membership
from coe_portal.accounts.predicates import is_permitted
from coe_portal.accounts.roles import Role
from coe_portal.notifications.dispatch import notify
from coe_portal.notifications.kinds import NotificationKind
from governance.choices import WaiverState
from governance.declarations import waivers as told
from governance.logic.validity import notice_due
from governance.logic.waivers import NOTICE_DAYS
from governance.models.waivers import Waiver, WaiverQuerySet
from governance.permissions.waivers import DECIDE_WAIVER
from governance.queries.involvement import coe_staff, people_of
from governance.queries.rules import tier_terms


def report_waiver(
    kind: NotificationKind,
    waiver: Waiver,
    recipients: Iterable[Membership | None],
    *,
    key: str = "",
    reason: str = "",
) -> int:
    """Any message about one waiver; how many were told."""
    fresh = notify(
        kind,
        [member for member in recipients if member is not None],
        waiver,
        context={
            "case": str(waiver.use_case),
            "control": waiver.title,
            "due": date_format(waiver.expires_on, "j F Y"),
            "state": waiver.get_state_display(),
            "reason": reason,
        },
        url=waiver.get_absolute_url(),
        key=key,
    )
    return len(fresh)


def acceptors_of(waiver: Waiver) -> list[Membership]:
    """Who may accept its risk."""
    roles = [Role(role) for role in sorted(tier_terms(waiver.tier).acceptors)]
    members = Membership.objects.current().with_user().with_role(*roles)
    return [one for one in members if is_permitted(one, DECIDE_WAIVER.code, waiver)]


def everyone_of(waiver: Waiver) -> list[Membership | None]:
    """The people of the case, who asked, who accepted, and the CoE."""
    people = people_of(waiver.use_case)
    return [*people, waiver.requested_by, waiver.decided_by, *coe_staff()]


def waivers_to_mention(today: dt.date) -> WaiverQuerySet:
    """Waivers in force whose last day is near."""
    limit = today + dt.timedelta(days=NOTICE_DAYS[0])
    in_force: WaiverQuerySet = Waiver.objects.in_force(today)
    return in_force.filter(expires_on__lte=limit)


def remind_of_waiver(pk: int, today: dt.date) -> int:
    """Say 30, 7 and 1 days before that a waiver ends; how many messages.

    Each notice is given once: the row is locked, so that two clocks at once do not tell twice.
    """
    waiver: Waiver = Waiver.objects.select_related(
        "use_case__owner__user", "requested_by__user", "decided_by__user"
    ).locked(pk)
    notice = notice_due((waiver.expires_on - today).days, NOTICE_DAYS)
    if notice is None or waiver.state != WaiverState.GRANTED:
        return 0
    key = f"{waiver.reference}:{waiver.expires_on:%Y%m%d}:{notice}"
    people = [waiver.use_case.owner, waiver.requested_by, waiver.decided_by]
    return report_waiver(told.WAIVER_ENDS, waiver, people, key=key)
