"""Rows of a framework, and what changes from one version to the next. Pure."""

from __future__ import annotations

import datetime as dt
import enum
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from governance.choices import RequirementStatus


@dataclass(frozen=True, kw_only=True)
class RequirementRow:
    """A requirement as a catalogue or a file says it; see models.frameworks.Requirement."""

    code: str
    title: str
    parent: str = ""
    is_group: bool = False
    summary: str = ""
    note: str = ""
    status: RequirementStatus = RequirementStatus.IN_FORCE
    applies_from: dt.date | None = None
    dates: Mapping[str, str] = field(default_factory=dict)
    roles: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    tiers: tuple[str, ...] = ()
    by_finding: bool = False
    evidence: tuple[str, ...] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)


def with_groups(rows: Iterable[RequirementRow]) -> tuple[RequirementRow, ...]:
    """The rows with those marked as headings that others stand below."""
    known = tuple(rows)
    parents = {row.parent for row in known}
    return tuple(replace(row, is_group=row.code in parents) for row in known)


def digest_of(rows: Iterable[RequirementRow]) -> str:
    """SHA-256 of all rows: two editions with the same text have the same digest."""
    text = json.dumps([asdict(row) for row in rows], sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


class ChangeKind(enum.StrEnum):
    """What happened to a requirement from one version to the next."""

    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"
    CHANGED = "changed"


# Fields of which a difference is a change of what is asked, and how the page calls them.
DATES = ("applies_from", "dates")
CONTENT = (
    "title",
    "summary",
    "note",
    "status",
    "roles",
    "classes",
    "tiers",
    "by_finding",
    "parent",
)


@dataclass(frozen=True)
class FieldChange:
    """One field before and after."""

    name: str
    before: Any
    after: Any


@dataclass(frozen=True)
class Change:
    """A requirement that differs; `moved` when only its dates do."""

    kind: ChangeKind
    code: str
    title: str
    fields: tuple[FieldChange, ...] = ()


def changes_between(
    before: Iterable[RequirementRow], after: Iterable[RequirementRow]
) -> tuple[Change, ...]:
    """What an update adds, removes, changes and moves to other dates, by code, in its order."""
    old = {row.code: row for row in before}
    new = {row.code: row for row in after}
    found = [_change(old.get(code), row) for code, row in new.items()]
    removed = [
        Change(ChangeKind.REMOVED, code, row.title) for code, row in old.items() if code not in new
    ]
    return tuple(change for change in found if change is not None) + tuple(removed)


def _change(before: RequirementRow | None, after: RequirementRow) -> Change | None:
    if before is None:
        return Change(ChangeKind.ADDED, after.code, after.title)
    fields = tuple(
        FieldChange(name, getattr(before, name), getattr(after, name))
        for name in (*DATES, *CONTENT)
        if _comparable(getattr(before, name)) != _comparable(getattr(after, name))
    )
    if not fields:
        return None
    only_dates = all(one.name in DATES for one in fields)
    kind = ChangeKind.MOVED if only_dates else ChangeKind.CHANGED
    return Change(kind, after.code, after.title, fields)


def _comparable(value: Any) -> Any:
    return sorted(value) if isinstance(value, tuple | list) else value


def lineage(parents: Mapping[str, str], code: str) -> tuple[str, ...]:
    """The code and all that it stands below, nearest first; a circle ends where it closes."""
    found: list[str] = []
    while code and code not in found:
        found.append(code)
        code = parents.get(code, "")
    return tuple(found)
