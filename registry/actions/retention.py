"""Erase observations that are older than the organization keeps: in parts, and by whole months.

The reference of a monitor and its fixed baseline stay as long as it compares with them.
"""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.authorization import require
from coe_portal.audit.recording import record
from coe_portal.errors import InvalidInput
from registry.declarations import retention as told
from registry.models.models import ModelVersion
from registry.models.retention import FEWEST_MONTHS, MOST_MONTHS, ObservationRetention
from registry.permissions.retention import SET_RETENTION
from registry.queries.retention import kept_from, unneeded

AT_ONCE: Final = 20_000


@transaction.atomic
def set_retention(months: int | None, *, actor: Actor) -> ObservationRetention:
    """Keep observations for so many months; None: for good."""
    require(actor, SET_RETENTION.code)
    if months is not None and not FEWEST_MONTHS <= months <= MOST_MONTHS:
        message = _("From %(fewest)d to %(most)d months are possible.") % {
            "fewest": FEWEST_MONTHS,
            "most": MOST_MONTHS,
        }
        raise InvalidInput(message, errors={"months": [message]})
    row = ObservationRetention.objects.locked_rows().first() or ObservationRetention()
    before, row.months = row.months, months
    row.save()
    record(
        told.RETENTION_SET, row, actor=actor, before={"months": before}, after={"months": months}
    )
    return row


@transaction.atomic
def erase_part(version: ModelVersion, *, actor: Actor, at_once: int = AT_ONCE) -> int:
    """Erase the oldest observations of a version that are not kept any more; how many.

    Those of one moment go together, so it may be a few more than `at_once`. 0 when none is left.
    """
    limit = kept_from()
    if limit is None:
        return 0
    old = unneeded(version, limit)
    moments = list(old.order_by("observed_at").values_list("observed_at", flat=True)[:at_once])
    if not moments:
        return 0
    erased, _by_kind = old.filter(observed_at__lte=moments[-1]).delete()
    after = {"observations": erased, "until": moments[-1]}
    record(told.OBSERVATIONS_ERASED, version, actor=actor, after=after, root=version.model)
    return erased


@transaction.atomic
def note_dropped_month(month: dt.date, count: int, *, actor: Actor) -> None:
    """All that the organization had of a month went at once, with its partition."""
    retention = ObservationRetention.objects.get()
    after = {"month": f"{month:%Y-%m}", "observations": count}
    record(told.OBSERVATIONS_ERASED, retention, actor=actor, after=after)
