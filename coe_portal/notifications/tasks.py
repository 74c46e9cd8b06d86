"""Delivers what `notify()` wrote: right after the commit, and by the clock what was not sent then.

The row itself says that a mail is owed, so nothing is lost when a worker is killed, the broker is
away or the server of mail refuses. A mail is sent under the lock of its row: twice only if the
machine dies between sending and the commit.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Iterable

from celery import shared_task
from celery.schedules import crontab
from django.db import transaction
from django.utils import timezone

from coe_portal.jobs.schedule import Schedule
from coe_portal.notifications.channels.mail import deliver
from coe_portal.notifications.models import Notification, Preference
from coe_portal.tenancy.scope import scope
from coe_portal.tenancy.tasks import each_organization, tenant_task

logger = logging.getLogger(__name__)

FIRST_PAUSE = dt.timedelta(minutes=5)
LONGEST_PAUSE = dt.timedelta(hours=6)
MOST_ATTEMPTS = 12
AT_ONCE = 500
# The task that was sent on commit comes first.
GRACE = dt.timedelta(minutes=1)
SCHEDULE = [
    Schedule(
        "notifications-mails",
        task="notifications.send_all_owed_mails",
        when=crontab(minute="*/5"),
    ),
]


@tenant_task("notifications.send_mails", opens_scope=False)
def send_mails(*, organization_id: int, notification_ids: list[int]) -> int:
    """Mail those not mailed yet to members who want them; the number of mails."""
    return _send_each(organization_id, notification_ids)


@shared_task(name="notifications.send_all_owed_mails")
def send_all_owed_mails() -> int:
    """Send every organization the mails that it is still owed."""
    return each_organization(send_owed_mails, "mails that were not sent, of all organizations")


@tenant_task("notifications.send_owed_mails", opens_scope=False)
def send_owed_mails(*, organization_id: int) -> int:
    """Mail what was not sent when it should have been; the number of mails."""
    with scope(organization_id):
        owed = Notification.objects.to_mail(timezone.now() - GRACE).order_by("mail_due_at")
        ids = list(owed.values_list("pk", flat=True)[:AT_ONCE])
    return _send_each(organization_id, ids)


def _send_each(organization_id: int, ids: Iterable[int]) -> int:
    return sum(_send_one(organization_id, pk) for pk in ids)


def _send_one(organization_id: int, pk: int) -> bool:
    """Each mail in a transaction of its own: one that fails takes no other with it."""
    with scope(organization_id):
        owed = Notification.objects.to_mail(timezone.now()).filter(pk=pk)
        row = (
            owed.select_for_update(of=("self",), skip_locked=True)
            .select_related("recipient__user", "organization")
            .first()
        )
        if row is None:
            return False
        if _is_refused(row):
            row.mail_due_at = None
        else:
            _try(row)
        row.save(update_fields=["mailed_at", "mail_due_at", "mail_attempts", "updated_at"])
        return row.mailed_at is not None


def _is_refused(row: Notification) -> bool:
    choices = Preference.objects.filter(membership=row.recipient_id, kind=row.kind)
    return not row.recipient.is_active or choices.filter(by_mail=False).exists()


def _try(row: Notification) -> None:
    """Send; when that fails, put it off for longer each time, and give up in the end.

    Whatever goes wrong with one mail, be it its file, must not keep the others from leaving.
    """
    now = timezone.now()
    row.mail_attempts += 1
    try:
        with transaction.atomic():
            deliver(row)
    except Exception:
        logger.exception("Mail %s was not sent (attempt %s)", row.pk, row.mail_attempts)
        row.mail_due_at = None if row.mail_attempts >= MOST_ATTEMPTS else now + _pause(row)
    else:
        row.mailed_at = now
        row.mail_due_at = None


def _pause(row: Notification) -> dt.timedelta:
    pause: dt.timedelta = FIRST_PAUSE * 2 ** (row.mail_attempts - 1)
    return min(pause, LONGEST_PAUSE)
