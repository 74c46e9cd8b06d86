"""Look at a thing again: what was found, and when it is looked at next."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final, TypeVar

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.authorization import require
from coe_portal.audit.recording import record
from coe_portal.errors import InvalidInput, InvalidTransition
from coe_portal.tenancy.clock import today_here
from registry.declarations import reviewing as told
from registry.models.reviewed import Reviewed
from registry.reviewing import kind_of

MOST_AHEAD: Final = dt.timedelta(days=3 * 366)
ThingT = TypeVar("ThingT", bound=Reviewed)


@transaction.atomic
def complete_review(
    thing: ThingT, note: str, next_on: dt.date, *, actor: Actor, result: str = ""
) -> ThingT:
    """Say what one found, and set the day of the next review; `result` is for the trail."""
    kind = kind_of(thing)
    row: Any = kind.rows().filter(pk=thing.pk).locked_rows().first()
    if row is None:
        raise InvalidTransition(_("This is not kept up any more."))
    require(actor, kind.right, row)
    if not note.strip():
        raise InvalidInput(_("Say what you found."), errors={"note": [_("Say what you found.")]})
    check_next(next_on)
    before, row.review_on, row.reviewed_at = row.review_on, next_on, timezone.now()
    row.save(update_fields=["review_on", "reviewed_at", "updated_at"])
    record(
        told.REVIEW_COMPLETED,
        row,
        actor=actor,
        before={"review_on": before},
        after={"review_on": next_on, **({"result": result} if result else {})},
        reason=note.strip(),
    )
    reviewed: ThingT = row
    return reviewed


def check_next(day: dt.date, name: str = "next_on") -> None:
    """Refuse a day of a review that is not to come, or too far away to be one."""
    today = today_here()
    if today < day <= today + MOST_AHEAD:
        return
    message = _("Choose a day that is still to come, at most three years ahead.")
    raise InvalidInput(message, errors={name: [message]})
