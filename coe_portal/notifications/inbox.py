"""A member's own dealings with what they were told: not changes of the organization's data."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction
from django.utils import timezone

from coe_portal.accounts.models import Membership
from coe_portal.notifications.kinds import NotificationKind
from coe_portal.notifications.models import Notification, Preference


def mark_read(member: Membership, pk: int | None = None) -> int:
    """Mark one notification, or all of them, as read; how many were unread."""
    unread = Notification.objects.of(member).unread()
    if pk is not None:
        unread = unread.filter(pk=pk)
    return int(unread.update(read_at=timezone.now()))


def mail_choices(member: Membership) -> dict[str, bool]:
    """Code of each kind that can be mailed → whether the member gets it by mail."""
    chosen = dict(Preference.objects.filter(membership=member).values_list("kind", "by_mail"))
    kinds = (kind for kind in NotificationKind.all() if kind.by_mail)
    return {kind.code: chosen.get(kind.code, True) for kind in kinds}


@transaction.atomic
def choose_mail(member: Membership, wanted: Collection[str]) -> None:
    """Get these kinds by mail, and no other."""
    for code in mail_choices(member):
        Preference.objects.update_or_create(
            membership=member, kind=code, defaults={"by_mail": code in wanted}
        )
