"""The only writer of the trail. An event stands or falls with the change that it tells of."""

from __future__ import annotations

import datetime as dt
import decimal
import json
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.conf import settings
from django.db import connection, models
from django.utils import timezone
from django.utils.functional import Promise
from psycopg2.extras import Json

from coe_portal.accounts.actor import Actor
from coe_portal.audit.catalogue import AuditAction
from coe_portal.audit.chain import link_hash, organization_key
from coe_portal.audit.models import AuditEvent, ChainHead, SubjectRef
from coe_portal.tenancy.scope import current_organization_id

LOCK_HEAD: Final = (
    "SELECT sequence, hash FROM audit_chainhead WHERE organization_id = %s FOR UPDATE"
)
COLUMNS: Final = [
    field.attname for field in AuditEvent._meta.concrete_fields if not field.primary_key
]
INTO: Final = f"({', '.join(COLUMNS)})"
ROW: Final = f"({', '.join(['%s'] * len(COLUMNS))})"
MOST_ROWS: Final = 1_000


@dataclass(frozen=True)
class Entry:
    """One event to write; `root` is the object whose story it belongs to, when not the subject."""

    action: AuditAction
    subject: models.Model
    before: Mapping[str, Any] = field(default_factory=dict)
    after: Mapping[str, Any] = field(default_factory=dict)
    reason: str = ""
    root: models.Model | None = None


def record(
    action: AuditAction,
    subject: models.Model,
    *,
    actor: Actor,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    reason: str = "",
    root: models.Model | None = None,
) -> AuditEvent:
    """Append one event to the chain of the organization in scope, in the current transaction.

    The head of the chain stays locked until the transaction ends: record last.
    """
    entry = Entry(action, subject, before or {}, after or {}, reason, root)
    return record_all([entry], actor=actor)[0]


def record_all(entries: Sequence[Entry], *, actor: Actor) -> list[AuditEvent]:
    """Append many events with one lock and one insert, for bulk work such as imports.

    All that can be prepared is, before the lock: other writers of the organization wait for it.
    """
    if not connection.in_atomic_block:
        msg = "record() belongs into the transaction of the change."
        raise RuntimeError(msg)
    organization_id = current_organization_id()
    key = organization_key(settings.AUDIT_KEY, organization_id)
    now = timezone.now()
    events = [_event(entry, actor, now, organization_id) for entry in entries]
    facts = [event.facts() for event in events]
    sequence, previous_hash = _locked_head(organization_id)
    for event, fact in zip(events, facts, strict=True):
        sequence += 1
        event.sequence, event.previous_hash = sequence, previous_hash
        event.hash = previous_hash = link_hash(
            key, previous_hash=previous_hash, sequence=sequence, facts=fact
        )
    _append(events)
    return events


def changes(
    before: models.Model, after: models.Model, fields: Iterable[str]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The values of the fields that differ, as (before, after), ready for `record()`."""
    names = [name for name in fields if getattr(before, name) != getattr(after, name)]
    return (
        {name: plain(getattr(before, name)) for name in names},
        {name: plain(getattr(after, name)) for name in names},
    )


def plain(value: Any) -> Any:
    """The value as JSON can hold it; TypeError for what has no plain form."""
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(item) for item in value]
    return _plain_scalar(value)


def _plain_scalar(value: Any) -> Any:
    if isinstance(value, models.Model):
        return SubjectRef.to(value).label
    if isinstance(value, dt.date | dt.datetime | dt.time):
        return value.isoformat()
    if isinstance(value, decimal.Decimal | uuid.UUID | Promise | str):
        return str(value)
    if value is None or isinstance(value, bool | int | float):
        return value
    msg = f"{type(value).__name__} cannot be recorded: give text, numbers, dates or rows."
    raise TypeError(msg)


def _event(entry: Entry, actor: Actor, now: dt.datetime, organization_id: int) -> AuditEvent:
    subject = SubjectRef.to(entry.subject)
    root = SubjectRef.to(entry.root) if entry.root is not None else None
    return AuditEvent(
        organization_id=organization_id,
        created_at=now,
        at=now,
        actor_kind=str(actor.kind),
        actor_id=actor.membership_id,
        actor_label=actor.label[:255],
        request_id=actor.request_id,
        action=entry.action.code,
        subject_type=subject.type,
        subject_id=subject.id,
        subject_label=subject.label,
        root_type=root.type if root else "",
        root_id=root.id if root else None,
        before=plain(entry.before),
        after=plain(entry.after),
        reason=entry.reason,
    )


def _locked_head(organization_id: int) -> tuple[int, str]:
    """Place and hash of the last event, locked; the first event of an organization makes the row.

    Plain SQL, here and below: every change of the portal passes, and the ORM would take longer to
    word these two statements than the database to run them.
    """
    with connection.cursor() as cursor:
        cursor.execute(LOCK_HEAD, [organization_id])
        if (head := cursor.fetchone()) is None:
            ChainHead.objects.bulk_create(
                [ChainHead(organization_id=organization_id)], ignore_conflicts=True
            )
            cursor.execute(LOCK_HEAD, [organization_id])
            head = cursor.fetchone()
    sequence, last_hash = head
    return sequence, last_hash


def _append(events: Sequence[AuditEvent]) -> None:
    """Insert chained events in their order; a trigger moves the head."""
    for start in range(0, len(events), MOST_ROWS):
        batch = events[start : start + MOST_ROWS]
        rows = ", ".join([ROW] * len(batch))
        values = [value for event in batch for value in stored_values(event)]
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO audit_auditevent {INTO} VALUES {rows} RETURNING id",  # noqa: S608
                values,
            )
            for event, (pk,) in zip(batch, cursor.fetchall(), strict=True):
                event.pk = pk


def stored_values(event: AuditEvent) -> list[Any]:
    """The event's columns in the order of COLUMNS, as the driver writes them."""
    values = [getattr(event, name) for name in COLUMNS]
    return [Json(value, dumps=json.dumps) if isinstance(value, dict) else value for value in values]
