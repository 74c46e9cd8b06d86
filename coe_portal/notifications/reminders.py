"""Reminders: each person once for each thing, however often the clock strikes.

A message is known by its key, which names the thing, its date and the step: moved dates are told
anew. Callers lock the rows that they tell of, so that two clocks at once do not both find that
nothing was told.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Model

from coe_portal.accounts.models import Membership
from coe_portal.notifications.dispatch import notify
from coe_portal.notifications.kinds import NotificationKind
from coe_portal.notifications.models import Notification


@dataclass(frozen=True)
class Reminder:
    """Something to tell somebody once."""

    kind: NotificationKind
    recipient: Membership
    subject: Model
    context: dict[str, Any]
    url: str
    key: str


def tell_once(reminders: Sequence[Reminder]) -> int:
    """Tell what was not told before, be it in other words; how many were told.

    A step that is told late may be told by another kind, as overdue: its key is still the same.
    """
    keys = [one.key for one in reminders]
    known = set(Notification.objects.filter(key__in=keys).values_list("recipient_id", "key"))
    fresh = [one for one in reminders if (one.recipient.pk, one.key) not in known]
    return sum(
        len(
            notify(
                one.kind,
                [one.recipient],
                one.subject,
                context=one.context,
                url=one.url,
                key=one.key,
            )
        )
        for one in fresh
    )
