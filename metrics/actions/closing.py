"""Close a quarter: an executive and the CoE sign the same numbers, and they stay as they are."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coe_portal.accounts.actor import Actor, ActorKind
from coe_portal.accounts.authorization import require
from coe_portal.accounts.models import Membership
from coe_portal.audit.recording import record
from coe_portal.errors import InvalidInput, InvalidTransition, NotAllowed, StaleState
from coe_portal.notifications.dispatch import notify
from coe_portal.notifications.kinds import NotificationKind
from metrics.choices import CloseState
from metrics.declarations import quarters as told
from metrics.logic.periods import Quarter
from metrics.models.quarters import QuarterClose, Signature
from metrics.permissions.quarters import REOPEN_QUARTER, SIGN_QUARTER
from metrics.queries.quarters import (
    SIGNING_ROLES,
    Sheet,
    capacity_of,
    is_over,
    people_in_charge,
    sheet_of,
    signers_left,
)


@transaction.atomic
def sign_quarter(quarter: Quarter, *, seen: str, actor: Actor) -> QuarterClose:
    """Sign the numbers and commentary of a quarter; the second signature freezes them.

    `seen` is the seal on the page that the signer read: nobody signs what they did not see.

    Raises:
        NotAllowed: not a person with one of the two roles.
        InvalidTransition: the quarter still runs, lacks numbers, is signed, or the signer's part
            of the signatures is there already.
        StaleState: numbers or commentary are not those that the signer saw.
    """
    require(actor, SIGN_QUARTER.code)
    if actor.kind is not ActorKind.MEMBER or actor.membership is None:
        raise NotAllowed(_("A quarter is signed in person, in the portal."))
    close = _running(quarter) or _prepared(quarter)
    if close.is_signed:
        raise InvalidTransition(
            _("%(quarter)s is signed already.") % {"quarter": quarter.code}, code="quarter.signed"
        )
    if close.seal != seen:
        raise StaleState(
            _("Something changed since you opened the page. Read it again, then sign."),
            code="quarter.changed",
            seal=close.seal,
        )
    _sign(close, actor.membership)
    return _settled(close, actor)


@transaction.atomic
def withdraw_signature(close: QuarterClose, reason: str, *, actor: Actor) -> QuarterClose:
    """End a close that one of the two has signed: numbers and commentary may change again."""
    require(actor, SIGN_QUARTER.code)
    close = QuarterClose.objects.locked(close.pk)
    return _end(close, CloseState.PREPARED, CloseState.WITHDRAWN, reason, actor)


@transaction.atomic
def reopen_quarter(close: QuarterClose, reason: str, *, actor: Actor) -> QuarterClose:
    """Open a signed quarter again; what was signed stays on record. Everybody in charge is told."""
    require(actor, REOPEN_QUARTER.code)
    close = QuarterClose.objects.locked(close.pk)
    close = _end(close, CloseState.SIGNED, CloseState.REOPENED, reason, actor)
    _tell(told.QUARTER_IS_OPEN_AGAIN, close, people_in_charge(), reason=close.end_reason)
    return close


def _running(quarter: Quarter) -> QuarterClose | None:
    rows = QuarterClose.objects.running().of_quarters([quarter.starts_on])
    found: QuarterClose | None = rows.locked_rows().first()
    return found


def _prepared(quarter: Quarter) -> QuarterClose:
    """A close of the numbers as they are now."""
    sheet = sheet_of(quarter)
    if not is_over(quarter):
        raise InvalidTransition(
            _("%(quarter)s is not over yet.") % {"quarter": quarter.code}, code="quarter.runs"
        )
    if not sheet.is_complete:
        raise InvalidTransition(
            _("Some numbers of %(quarter)s are not computed yet. Open its dashboard first.")
            % {"quarter": quarter.code},
            code="quarter.incomplete",
        )
    return _kept(sheet)


def _kept(sheet: Sheet) -> QuarterClose:
    close: QuarterClose = QuarterClose.objects.create(
        quarter=sheet.quarter.code,
        starts_on=sheet.quarter.starts_on,
        snapshots={code: row.pk for code, row in sheet.snapshots.items()},
        commentary={
            code: {"text": one.text, "by": one.by, "at": one.at.isoformat() if one.at else ""}
            for code, one in sheet.comments.items()
        },
        seal=sheet.seal,
    )
    return close


def _sign(close: QuarterClose, member: Membership) -> None:
    capacity = capacity_of(member.pk, member.roles, close)
    if capacity is None:
        raise InvalidTransition(
            _("It takes an executive and somebody of the CoE, and your part is done."),
            code="quarter.other_signature",
        )
    Signature.objects.create(
        close=close,
        member=member,
        name=member.display_name[:255],
        capacity=capacity,
        seal=close.seal,
        signed_at=timezone.now(),
    )


def _settled(close: QuarterClose, actor: Actor) -> QuarterClose:
    """Record the signature; with the second one the quarter is signed."""
    names = [signature.name for signature in close.signatures.all()]
    facts = {"seal": close.seal, "signed_by": names}
    if len(names) < len(SIGNING_ROLES):
        words = _("%(name)s has signed. Read the numbers, then sign or say why not.")
        _tell(told.QUARTER_TO_SIGN, close, signers_left(close), words=words % {"name": actor.label})
        record(told.QUARTER_PREPARED, close, actor=actor, after=facts)
        return close
    close.state, close.signed_at = CloseState.SIGNED, timezone.now()
    close.save(update_fields=["state", "signed_at", "updated_at"])
    _tell(told.QUARTER_IS_SIGNED, close, people_in_charge(), people=", ".join(names))
    record(told.QUARTER_SIGNED, close, actor=actor, after=facts)
    return close


def _end(
    close: QuarterClose, expected: CloseState, state: CloseState, reason: str, actor: Actor
) -> QuarterClose:
    if close.state != expected:
        raise InvalidTransition(
            _("This is %(state)s.") % {"state": close.get_state_display().lower()},
            code="quarter.not_now",
        )
    if not reason.strip():
        message = _("Say why.")
        raise InvalidInput(message, errors={"reason": [message]})
    before = close.state
    close.state, close.end_reason = state, reason.strip()
    close.ended_at, close.ended_by = timezone.now(), actor.membership
    close.save(update_fields=["state", "end_reason", "ended_at", "ended_by", "updated_at"])
    action = told.QUARTER_REOPENED if state == CloseState.REOPENED else told.QUARTER_WITHDRAWN
    record(
        action,
        close,
        actor=actor,
        before={"state": before, "seal": close.seal},
        after={"state": close.state},
        reason=close.end_reason,
    )
    return close


def _tell(
    kind: NotificationKind, close: QuarterClose, recipients: Sequence[Membership], **words: str
) -> None:
    notify(
        kind,
        recipients,
        close,
        context={"quarter": close.quarter, **words},
        url=close.get_absolute_url(),
    )
