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
from django.db import connection, models, transaction
from django.utils import timezone
from django.utils.functional import Promise

from coe_portal.accounts.actor import Actor
from coe_portal.audit.catalogue import AuditAction
from coe_portal.audit.chain import canonical_json, organization_key, text_hash
from coe_portal.audit.models import AuditEvent, ChainHead, SubjectRef
from coe_portal.tenancy.scope import before_leaving, current_organization_id

TAKE_END: Final = "SELECT last_sequence, last_hash FROM coe_take_chain_end(%s)"
# What ties an event into the chain stands together, at the end.
TIES: Final = ["sequence", "previous_hash", "hash"]
LINK: Final = slice(-len(TIES), None)
COLUMNS: Final = [
    field.attname
    for field in AuditEvent._meta.concrete_fields
    if not field.primary_key and field.attname not in TIES
] + TIES
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


@dataclass(frozen=True)
class Batch:
    """Events that wait for the end of their scope, each with its facts as canonical JSON.

    Batches stand among Django's functions to call on commit, because a savepoint that is undone
    takes its own out of that list. When Django calls them, nothing is left to do.
    """

    organization_id: int
    events: tuple[tuple[AuditEvent, str], ...]

    def __call__(self) -> None:
        """Nothing."""


@dataclass(frozen=True)
class Written(Batch):
    """Events that are in the database, unless the savepoint in which they came there is undone."""


def record(
    action: AuditAction,
    subject: models.Model,
    *,
    actor: Actor,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    reason: str = "",
    root: models.Model | None = None,
) -> None:
    """Add one event to the trail of the organization in scope, in the current transaction.

    It is written at the end of the scope, or when the trail is read before.
    """
    record_all([Entry(action, subject, before or {}, after or {}, reason, root)], actor=actor)


def record_all(entries: Sequence[Entry], *, actor: Actor) -> None:
    """Add many events at once, for bulk work such as imports."""
    if not connection.in_atomic_block:
        msg = "record() belongs into the transaction of the change."
        raise RuntimeError(msg)
    organization_id, now = current_organization_id(), timezone.now()
    events = [_event(entry, actor, now, organization_id) for entry in entries]
    told = tuple((event, canonical_json(event.facts())) for event in events)
    transaction.on_commit(Batch(organization_id, told))


@before_leaving
def write_events() -> None:
    """Append the events that wait to the chain of the organization in scope.

    Whoever appends holds the end of the chain until the commit. So this comes last, whatever else
    a request does after its first event, and others wait for one insert and not for a page.
    """
    organization_id = current_organization_id()
    events = _waiting(organization_id)
    if not events:
        return
    rows = [stored_values(event) for event, _text in events]
    key = organization_key(settings.AUDIT_KEY, organization_id)
    with connection.cursor() as cursor:
        sequence, last_hash = _end_of_chain(cursor, organization_id)
        for row, (_event, text) in zip(rows, events, strict=True):
            sequence, previous_hash = sequence + 1, last_hash
            last_hash = text_hash(key, previous_hash=previous_hash, sequence=sequence, text=text)
            row[LINK] = sequence, previous_hash, last_hash
        for start in range(0, len(rows), MOST_ROWS):
            _append(cursor, rows[start : start + MOST_ROWS])
    _forget_settled(organization_id)
    if _waiting(organization_id):
        transaction.on_commit(Written(organization_id, tuple(events)))


def _forget_settled(organization_id: int) -> None:
    """Let go of what was recorded in the savepoints that are open now: it is in the database.

    If one of them is undone, so are the rows. A long transaction of many scopes would otherwise
    carry all its events to the end, and look through them at each.
    """
    open_now = set(connection.savepoint_ids)
    connection.run_on_commit = [
        entry
        for entry in connection.run_on_commit
        if not (
            isinstance(entry[1], Batch)
            and entry[1].organization_id == organization_id
            and entry[0] >= open_now
        )
    ]


def _waiting(organization_id: int) -> list[tuple[AuditEvent, str]]:
    """The events of an organization that are recorded and not written, in their order."""
    calls = (entry[1] for entry in connection.run_on_commit)
    batches = [
        call
        for call in calls
        if isinstance(call, Batch) and call.organization_id == organization_id
    ]
    stored = [batch for batch in batches if isinstance(batch, Written)]
    written = {id(event) for batch in stored for event, _text in batch.events}
    return [told for batch in batches for told in batch.events if id(told[0]) not in written]


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


def _end_of_chain(cursor: Any, organization_id: int) -> tuple[int, str]:
    """Place and hash of the last event, held; the first event of an organization makes the row.

    Plain SQL, here and below: every change of the portal passes, and the ORM would take longer to
    word these two statements than the database to run them.
    """
    cursor.execute(TAKE_END, [organization_id])
    sequence, last_hash = cursor.fetchone()
    if sequence is None:
        ChainHead.objects.bulk_create(
            [ChainHead(organization_id=organization_id)], ignore_conflicts=True
        )
        cursor.execute(TAKE_END, [organization_id])
        sequence, last_hash = cursor.fetchone()
    return sequence, last_hash


def _append(cursor: Any, rows: Sequence[list[Any]]) -> None:
    """Insert chained events in their order; a trigger moves the head."""
    places = ", ".join([ROW] * len(rows))
    values = [value for row in rows for value in row]
    cursor.execute(f"INSERT INTO audit_auditevent {INTO} VALUES {places}", values)  # noqa: S608


def stored_values(event: AuditEvent) -> list[Any]:
    """The event's columns in the order of COLUMNS, as the driver writes them."""
    values = [getattr(event, name) for name in COLUMNS]
    return [json.dumps(value) if isinstance(value, dict) else value for value in values]
