"""Delivers what `notify()` wrote."""

from __future__ import annotations

from coe_portal.notifications.channels.mail import deliver
from coe_portal.notifications.models import Notification, Preference
from coe_portal.tenancy.tasks import tenant_task


@tenant_task(name="notifications.send_mails")
def send_mails(*, notification_ids: list[int]) -> int:
    """Mail those not mailed yet to members who want them; the number of mails."""
    refused = set(Preference.objects.filter(by_mail=False).values_list("membership_id", "kind"))
    rows = (
        Notification.objects.filter(pk__in=notification_ids, mailed_at__isnull=True)
        .locked_rows()
        .select_related("recipient__user", "organization")
    )
    wanted = [row for row in rows if (row.recipient_id, row.kind) not in refused]
    for row in wanted:
        deliver(row)
    return len(wanted)
