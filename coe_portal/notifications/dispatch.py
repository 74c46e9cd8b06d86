"""The only way in: rows now, mail after the commit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import models
from django.utils import timezone

from coe_portal.accounts.models import Membership
from coe_portal.notifications.kinds import NotificationKind
from coe_portal.notifications.models import Notification
from coe_portal.tenancy.scope import current_organization_id


def notify(
    kind: NotificationKind,
    recipients: Iterable[Membership],
    subject: models.Model | None,
    *,
    context: Mapping[str, Any] | None = None,
    url: str = "",
    key: str = "",
) -> list[Notification]:
    """Tell each recipient once; with a `key`, never twice for the same key.

    `url` is an address inside the portal. Returns the new rows; what a key had told before is left
    out. The mail goes out on commit, to those who want this kind by mail; what the worker or the
    server of mail then loses, the clock sends.
    """
    from coe_portal.notifications.tasks import send_mails  # noqa: PLC0415  (the task reads rows)

    values = dict(context or {})
    rows = [
        Notification(
            organization_id=current_organization_id(),
            recipient=recipient,
            kind=kind.code,
            title=(str(kind.title) % values)[:255],
            text=str(kind.text) % values,
            url=url,
            subject_type=subject._meta.label_lower if subject is not None else "",
            subject_id=subject.pk if subject is not None else None,
            key=key,
            mail_due_at=timezone.now() if kind.by_mail else None,
        )
        for recipient in _each_once(recipients)
    ]
    fresh = _not_told_before(kind, rows, key) if key else rows
    Notification.objects.bulk_create(fresh)
    if fresh and kind.by_mail:
        send_mails.send(notification_ids=[row.pk for row in fresh])
    return fresh


def _each_once(recipients: Iterable[Membership]) -> list[Membership]:
    return list({member.pk: member for member in recipients if member.is_active}.values())


def _not_told_before(
    kind: NotificationKind, rows: list[Notification], key: str
) -> list[Notification]:
    told = set(
        Notification.objects.filter(kind=kind.code, key=key).values_list("recipient_id", flat=True)
    )
    return [row for row in rows if row.recipient_id not in told]
