"""Say something about a number of a quarter: a draft first, then for everybody to read."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.authorization import require
from coe_portal.accounts.models import Membership
from coe_portal.accounts.roles import Role
from coe_portal.audit.recording import record
from coe_portal.errors import InvalidInput, InvalidTransition
from metrics.declarations import quarters as told
from metrics.models.quarters import Commentary, KpiWriter, QuarterClose
from metrics.permissions.quarters import COMMENT, NAME_WRITERS

LONGEST = 4000


@transaction.atomic
def draft_commentary(commentary: Commentary, text: str, *, actor: Actor) -> Commentary:
    """Keep a text that is not to be shown yet.

    `commentary` names the KPI and the quarter; it need not be stored yet.

    Raises:
        NotAllowed: the actor neither holds the right nor was named for this KPI.
        InvalidTransition: the quarter is signed, or being signed.
    """
    row = _taken(commentary, actor)
    row.draft, row.drafted_by = _cleaned(text), actor.membership
    row.save(update_fields=["draft", "drafted_by", "updated_at"])
    record(told.COMMENTARY_DRAFTED, row, actor=actor, after={"draft": row.draft})
    return row


@transaction.atomic
def publish_commentary(commentary: Commentary, text: str, *, actor: Actor) -> Commentary:
    """Show a text beside its number; an empty one takes away what was shown.

    Raises:
        NotAllowed: the actor neither holds the right nor was named for this KPI.
        InvalidTransition: the quarter is signed, or being signed.
    """
    row = _taken(commentary, actor)
    before = row.text
    row.text, row.draft = _cleaned(text), ""
    row.published_by, row.published_at = actor.membership, timezone.now()
    row.save(update_fields=["text", "draft", "published_by", "published_at", "updated_at"])
    record(
        told.COMMENTARY_PUBLISHED,
        row,
        actor=actor,
        before={"text": before},
        after={"text": row.text},
    )
    return row


@transaction.atomic
def name_writer(kpi: str, member: Membership, *, actor: Actor) -> KpiWriter:
    """Let somebody comment on a KPI, whatever their role. Named twice, nothing changes."""
    require(actor, NAME_WRITERS.code)
    if member.has_role(Role.AUDITOR):
        message = _("Auditors only read: choose somebody else.")
        raise InvalidInput(message, errors={"member": [message]})
    writer, is_new = KpiWriter.objects.get_or_create(
        kpi=kpi, member=member, defaults={"named_by": actor.membership}
    )
    if is_new:
        record(told.WRITER_NAMED, writer, actor=actor, after={"kpi": kpi, "member": member})
    return writer


@transaction.atomic
def remove_writer(writer: KpiWriter, *, actor: Actor) -> None:
    """Take back the right that `name_writer` gave."""
    require(actor, NAME_WRITERS.code)
    before = {"kpi": writer.kpi, "member": writer.member}
    record(told.WRITER_REMOVED, writer, actor=actor, before=before)
    writer.delete()


def _taken(commentary: Commentary, actor: Actor) -> Commentary:
    """The stored row under its lock, made if this is the first text about the number."""
    require(actor, COMMENT.code, commentary)
    if QuarterClose.objects.running().of_quarters([commentary.starts_on]).exists():
        raise InvalidTransition(
            _("%(quarter)s is signed: its commentary stays as it is.")
            % {"quarter": commentary.quarter},
            code="quarter.signed",
        )
    row, _is_new = Commentary.objects.get_or_create(
        kpi=commentary.kpi,
        starts_on=commentary.starts_on,
        defaults={"quarter": commentary.quarter},
    )
    return Commentary.objects.locked(row.pk)


def _cleaned(text: str) -> str:
    text = text.strip()
    if len(text) > LONGEST:
        message = _("At most %(count)d characters.") % {"count": LONGEST}
        raise InvalidInput(message, errors={"text": [message]})
    return text
