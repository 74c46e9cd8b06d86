"""What meetings agreed on: done, or after all not yet."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.authorization import require
from coe_portal.audit.recording import record
from coe_portal.errors import InvalidTransition, NotAllowed
from governance.choices import MeetingState
from governance.declarations import meetings as told
from governance.models.meetings import ActionPoint
from governance.permissions.meetings import SETTLE_ACTION


@transaction.atomic
def finish_action(point: ActionPoint, note: str, *, actor: Actor) -> ActionPoint:
    """Say that it is done, and what came of it: its owner, or who leads the meeting.

    Raises:
        NotAllowed: the actor does neither own it nor lead the meeting.
        InvalidTransition: it is done already, or the minutes are not approved yet.
    """
    point = _locked(point)
    require(actor, SETTLE_ACTION.code, point)
    if actor.membership is None:
        raise NotAllowed(_("Only members say that something is done."))
    if point.is_done:
        raise InvalidTransition(_("This is done already."), code="meeting_action.done")
    if point.meeting.state != MeetingState.APPROVED:
        raise InvalidTransition(
            _("The minutes are not approved yet."), code="meeting_action.not_agreed"
        )
    point.done_at, point.done_by = timezone.now(), actor.membership
    point.done_note = note.strip()
    _save(point)
    record(
        told.ACTION_DONE,
        point.meeting,
        actor=actor,
        after={"text": point.text, "owner": point.owner, "note": point.done_note},
    )
    return point


@transaction.atomic
def reopen_action(point: ActionPoint, *, actor: Actor) -> ActionPoint:
    """It is not done after all: reminders begin again."""
    point = _locked(point)
    require(actor, SETTLE_ACTION.code, point)
    if not point.is_done:
        raise InvalidTransition(_("This is still open."), code="meeting_action.open")
    before = {"text": point.text, "note": point.done_note}
    point.done_at, point.done_by, point.done_note = None, None, ""
    _save(point)
    record(told.ACTION_REOPENED, point.meeting, actor=actor, before=before)
    return point


def _locked(point: ActionPoint) -> ActionPoint:
    locked: ActionPoint = ActionPoint.objects.with_meeting().locked(point.pk)
    return locked


def _save(point: ActionPoint) -> None:
    point.save(update_fields=["done_at", "done_by", "done_note", "updated_at"])
