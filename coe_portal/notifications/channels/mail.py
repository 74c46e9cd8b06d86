"""One notification as an e-mail."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import timezone

from coe_portal.notifications.kinds import NotificationKind
from coe_portal.notifications.models import Notification


def deliver(notification: Notification) -> None:
    """Send it and remember when; a failing server raises, and the task is tried again."""
    context = {
        "notification": notification,
        "address": f"{settings.SITE_URL}{notification.url}" if notification.url else "",
    }
    mail = EmailMessage(
        subject=f"[{notification.organization.name}] {notification.title}".replace("\n", " "),
        body=render_to_string("notifications/mail.txt", context),
        to=[notification.recipient.user.email],
    )
    kind = NotificationKind.of(notification.kind)
    file = kind.attach(notification) if kind is not None and kind.attach is not None else None
    if file is not None:
        mail.attach(file.name, file.content, file.content_type)
    mail.send()
    notification.mailed_at = timezone.now()
    notification.save(update_fields=["mailed_at", "updated_at"])
