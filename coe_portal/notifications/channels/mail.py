"""One notification as an e-mail."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string

from coe_portal.notifications.kinds import NotificationKind
from coe_portal.notifications.models import Notification


def deliver(notification: Notification) -> None:
    """Send it; OSError when the server does not take it."""
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
