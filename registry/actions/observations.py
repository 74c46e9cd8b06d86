"""Take what running models send: whole requests or nothing, and each record once."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.authorization import require
from coe_portal.audit.recording import record
from coe_portal.errors import InvalidInput, InvalidTransition
from coe_portal.tenancy.partitions import ensure_months
from coe_portal.tenancy.scope import current_organization_id
from registry.choices import ObservationSet
from registry.declarations import monitoring as told
from registry.logic.observation_files import Record
from registry.models.models import ModelVersion
from registry.models.monitoring import Observation
from registry.permissions.monitoring import SEND_OBSERVATIONS

OLDEST: Final = dt.timedelta(days=5 * 366)
AHEAD: Final = dt.timedelta(days=1)
INSERT: Final = """
    INSERT INTO registry_observation
        (organization_id, version_id, kind, observed_at, key, content, created_at)
    SELECT %s, %s, %s, sent.observed_at, sent.key, sent.content, %s
    FROM unnest(%s::timestamptz[], %s::text[], %s::jsonb[]) AS sent (observed_at, key, content)
    ON CONFLICT DO NOTHING
"""


@dataclass(frozen=True)
class Receipt:
    """What came of a request; `repeated` were there already."""

    received: int
    stored: int

    @property
    def repeated(self) -> int:
        return self.received - self.stored


@transaction.atomic
def ingest_observations(
    version: ModelVersion,
    records: Sequence[Record],
    *,
    kind: ObservationSet = ObservationSet.CURRENT,
    actor: Actor,
) -> Receipt:
    """Store records of a version. One with a moment and key that are known changes nothing."""
    require(actor, SEND_OBSERVATIONS.code, version)
    if version.removed_at is not None:
        raise InvalidTransition(_("This version was removed."))
    if not records:
        raise InvalidInput(_("There is nothing to store: send at least one observation."))
    now = timezone.now()
    _check_moments(records, now)
    ensure_months(Observation._meta.db_table, {one.at.astimezone(dt.UTC).date() for one in records})
    receipt = Receipt(len(records), _insert(version, records, kind, now))
    if receipt.stored:
        after = {"kind": kind, "received": receipt.received, "stored": receipt.stored}
        record(told.OBSERVATIONS_RECEIVED, version, actor=actor, after=after)
    return receipt


def _check_moments(records: Sequence[Record], now: dt.datetime) -> None:
    """A wrong clock or unit is told at once, not found in empty windows weeks later."""
    first, last = now - OLDEST, now + AHEAD
    message = _("at: from %(first)s to %(last)s is possible.") % {
        "first": f"{first:%Y-%m-%d}",
        "last": f"{last:%Y-%m-%d}",
    }
    wrong = [number for number, one in enumerate(records, start=1) if not first <= one.at <= last]
    if wrong:
        raise InvalidInput(
            _("Some moments cannot be."), errors={str(one): [message] for one in wrong[:50]}
        )


def _insert(
    version: ModelVersion, records: Sequence[Record], kind: ObservationSet, now: dt.datetime
) -> int:
    moments = [one.at for one in records]
    keys = [one.key for one in records]
    contents = [json.dumps(one.values, allow_nan=False) for one in records]
    with connection.cursor() as cursor:
        cursor.execute(
            INSERT,
            [current_organization_id(), version.pk, str(kind), now, moments, keys, contents],
        )
        return int(cursor.rowcount)
