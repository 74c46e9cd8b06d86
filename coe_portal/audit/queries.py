"""Reading the trail: the story of one object, and the filtered trail page by page."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from typing import Any

from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _

from coe_portal.accounts.models import Membership
from coe_portal.audit.catalogue import AuditAction
from coe_portal.audit.models import AuditEvent, AuditEventQuerySet
from coe_portal.audit.permissions import READ_TRAIL
from coe_portal.audit.subjects import hidden_from

PAGE_SIZE = 50
MOST_READ = 500


@dataclass(frozen=True)
class ChangedField:
    """One line of what a change did: `before` and `after` as people read them."""

    name: str
    before: str
    after: str


@dataclass(frozen=True)
class Entry:
    """An event with its label and its changes in words."""

    event: AuditEvent
    label: str
    changes: tuple[ChangedField, ...]
    since: datetime | None = None
    """When a run that is told in one line began; None for a single event."""

    @property
    def has_details(self) -> bool:
        """Whether there is more to tell than what happened."""
        return bool(self.changes or self.event.reason)


@dataclass(frozen=True)
class TrailPage:
    """One page, newest first; the sequences lead to the pages beside it."""

    entries: tuple[Entry, ...]
    older_than: int | None
    newer_than: int | None


def page_before(events: AuditEventQuerySet, sequence: int | None = None) -> TrailPage:
    """The newest page, or the one older than a place in the chain: as fast on page 1,000."""
    older = events if sequence is None else events.filter(sequence__lt=sequence)
    rows = list(older[: PAGE_SIZE + 1])
    return _page(rows[:PAGE_SIZE], has_older=len(rows) > PAGE_SIZE, has_newer=sequence is not None)


def page_after(events: AuditEventQuerySet, sequence: int) -> TrailPage:
    """The page newer than a place in the chain."""
    newer = events.filter(sequence__gt=sequence).order_by("sequence")
    rows = list(newer[: PAGE_SIZE + 1])
    return _page(rows[:PAGE_SIZE][::-1], has_older=True, has_newer=len(rows) > PAGE_SIZE)


def _page(rows: list[AuditEvent], *, has_older: bool, has_newer: bool) -> TrailPage:
    return TrailPage(
        entries=tuple(described(event) for event in rows),
        older_than=rows[-1].sequence if rows and has_older else None,
        newer_than=rows[0].sequence if rows and has_newer else None,
    )


@dataclass(frozen=True)
class Story:
    """The newest of what happened to an object, runs told in one line each."""

    entries: tuple[Entry, ...]
    has_more: bool


def story(subject: Model, member: Membership, *, limit: int) -> Story:
    """At most `limit` lines about an object and what belongs to it, newest first.

    What belongs to it is told to those who may see that too. What one person repeated in a row on
    one day is one line, if its action can say it so.
    """
    events = list(AuditEvent.objects.about(subject)[: MOST_READ + 1])
    shown = _shown_to(member, subject, events[:MOST_READ])
    runs = [list(run) for _key, run in groupby(shown, key=_run_of)]
    has_more = len(runs) > limit or len(events) > MOST_READ
    return Story(tuple(_told(run) for run in runs[:limit]), has_more)


def _shown_to(member: Membership, subject: Model, events: list[AuditEvent]) -> list[AuditEvent]:
    """All to those who read the whole trail; to others what is of rows that they may see."""
    if member.may(READ_TRAIL.code):
        return events
    parts: dict[str, set[int]] = defaultdict(set)
    for event in events:
        if event.subject_id != subject.pk or event.subject_type != subject._meta.label_lower:
            parts[event.subject_type].add(event.subject_id)
    hidden = hidden_from(member, parts)
    return [one for one in events if (one.subject_type, one.subject_id) not in hidden]


def _run_of(event: AuditEvent) -> tuple[object, ...]:
    """Equal for events that may be told together."""
    if AuditAction.of(event.action).together is None:
        return (event.sequence,)
    return (event.action, event.actor_kind, event.actor_label, timezone.localdate(event.at))


def _told(run: list[AuditEvent]) -> Entry:
    together = AuditAction.of(run[0].action).together
    if together is None:
        return described(run[0])
    told = together([event.after for event in run])
    if len(run) == 1:
        return replace(described(run[0]), label=told)
    return Entry(event=run[0], label=told, changes=(), since=run[-1].at)


def described(event: AuditEvent) -> Entry:
    """An event as people read it."""
    names = list(dict.fromkeys([*event.before, *event.after]))
    return Entry(
        event=event,
        label=event.label,
        changes=tuple(
            ChangedField(
                name=name.replace("_", " ").capitalize(),
                before=_readable(event.before.get(name)),
                after=_readable(event.after.get(name)),
            )
            for name in names
        ),
    )


def _readable(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if isinstance(value, list):
        return ", ".join(_readable(item) for item in value)
    if isinstance(value, dict):
        return "; ".join(f"{key}: {_readable(item)}" for key, item in value.items())
    return str(value)
