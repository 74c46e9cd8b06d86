"""Who gets a board pack, and what goes with the e-mail."""

from __future__ import annotations

from typing import Final

from coe_portal.accounts.models import Membership, MembershipQuerySet
from coe_portal.notifications.kinds import Attachment
from coe_portal.notifications.models import Notification
from metrics.choices import PackFileKind
from metrics.models.packs import PackFile, PackRecipient, PackSchedule
from metrics.permissions.packs import VIEW_PACKS

# Larger files are refused by many servers of mail: the link leads to them.
LARGEST_ATTACHMENT: Final = 8 * 1024 * 1024


def may_receive() -> MembershipQuerySet:
    """Members who may open board packs, by name."""
    roles = VIEW_PACKS.roles
    readers: MembershipQuerySet = Membership.objects.current().with_role(*roles).with_user()
    return readers.order_by("user__name", "pk")


def chosen_members() -> list[int]:
    """The keys of whom the schedule names."""
    return list(PackRecipient.objects.values_list("member", flat=True))


def recipients_now() -> list[Membership]:
    """The recipients of the schedule who may still open packs."""
    return list(may_receive().filter(pk__in=chosen_members()))


def attached_pdf(notification: Notification) -> Attachment | None:
    """The document, where the schedule asks for it, and for somebody who may open it by now."""
    wanted = PackSchedule.objects.filter(attaches_pdf=True).exists()
    if not wanted or not notification.recipient.may(VIEW_PACKS.code):
        return None
    rows = PackFile.objects.filter(pack=notification.subject_id, kind=PackFileKind.PDF)
    file = rows.filter(size__lte=LARGEST_ATTACHMENT).first()
    if file is None:
        return None
    with file.file.open("rb") as stream:
        return Attachment(file.name, stream.read(), file.content_type)
