"""The only writer of the trail. An event stands or falls with the change that it tells of."""

from __future__ import annotations

import datetime as dt
import decimal
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import connection, models
from django.utils import timezone
from django.utils.functional import Promise

from coe_portal.accounts.actor import Actor
from coe_portal.audit.catalogue import AuditAction
from coe_portal.audit.chain import link_hash, organization_key
from coe_portal.audit.models import AuditEvent, ChainHead, SubjectRef
from coe_portal.tenancy.scope import current_organization_id


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
    """Append many events with one lock and one insert, for bulk work such as imports."""
    if not connection.in_atomic_block:
        msg = "record() belongs into the transaction of the change."
        raise RuntimeError(msg)
    head = _locked_head()
    key = organization_key(settings.AUDIT_KEY, head.organization_id)
    now = timezone.now()
    events = [_event(entry, actor, now) for entry in entries]
    for event in events:
        head.sequence += 1
        event.organization_id = head.organization_id
        event.sequence = head.sequence
        event.previous_hash = head.hash
        head.hash = event.hash = link_hash(
            key, previous_hash=head.hash, sequence=head.sequence, facts=event.facts()
        )
    AuditEvent.objects.bulk_create(events)  # a trigger moves the head
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


def _event(entry: Entry, actor: Actor, now: dt.datetime) -> AuditEvent:
    subject = SubjectRef.to(entry.subject)
    root = SubjectRef.to(entry.root) if entry.root is not None else None
    return AuditEvent(
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


def _locked_head() -> ChainHead:
    """The end of the chain under a row lock; the first event of an organization makes it."""
    head = ChainHead.objects.locked_rows().first()
    if head is not None:
        return head
    ChainHead.objects.bulk_create(
        [ChainHead(organization_id=current_organization_id())], ignore_conflicts=True
    )
    return ChainHead.objects.locked_rows().get()
