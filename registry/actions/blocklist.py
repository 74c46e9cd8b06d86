"""Texts that systems should neither take nor give: put on the list, and taken off."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.authorization import require
from coe_portal.audit.recording import record
from coe_portal.errors import InvalidInput, InvalidTransition
from coe_portal.tenancy.references import next_number
from registry.choices import OutputCategory
from registry.declarations import outputs as told
from registry.models.models import AIModel
from registry.models.outputs import BlocklistEntry, OutputReport
from registry.permissions.outputs import KEEP_BLOCKLIST


@dataclass(frozen=True, kw_only=True)
class Blocked:
    """A text with the reason, for one model or for all."""

    text: str
    category: OutputCategory
    note: str = ""
    model: AIModel | None = None
    report: OutputReport | None = None


@transaction.atomic
def block_text(blocked: Blocked, *, actor: Actor) -> BlocklistEntry:
    """Put a text on the list. The trail keeps its number and not the text."""
    require(actor, KEEP_BLOCKLIST.code)
    text = blocked.text.strip()
    _check(text, blocked.model)
    entry: BlocklistEntry = BlocklistEntry.objects.create(
        number=next_number(BlocklistEntry.PREFIX),
        text=text,
        category=blocked.category,
        note=blocked.note.strip(),
        model=blocked.model,
        report=blocked.report,
        added_by=actor.membership,
    )
    after = {
        "category": entry.category,
        "model": blocked.model,
        "report": blocked.report.reference if blocked.report else "",
    }
    record(told.TEXT_BLOCKED, entry, actor=actor, after=after)
    return entry


@transaction.atomic
def unblock_text(entry: BlocklistEntry, *, actor: Actor) -> BlocklistEntry:
    """Take it off: the row stays, exports leave it out."""
    require(actor, KEEP_BLOCKLIST.code)
    row: BlocklistEntry = BlocklistEntry.objects.locked(entry.pk)
    if row.removed_at is not None:
        raise InvalidTransition(_("It is off the list already."))
    row.removed_at = timezone.now()
    row.save(update_fields=["removed_at", "updated_at"])
    record(told.TEXT_UNBLOCKED, row, actor=actor)
    return row


def _check(text: str, model: AIModel | None) -> None:
    message = ""
    if not text or "\x00" in text:
        message = _("Give the text to block.")
    elif len(text) > BlocklistEntry.MOST_LETTERS:
        message = _("At most %(most)d characters.") % {"most": BlocklistEntry.MOST_LETTERS}
    elif BlocklistEntry.objects.in_force().filter(text=text, model=model).exists():
        message = _("This is on the list already.")
    if message:
        raise InvalidInput(message, errors={"text": [message]})
