"""Where the entries of a calendar come from; each app declares those that it knows of."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, TypeAlias

from django.utils.functional import Promise

from coe_portal.accounts.models import Membership
from coe_portal.calendars.entries import CalendarEntry

# A calendar keeps what was, but not for ever.
LOOKS_BACK: Final = timedelta(days=180)

Entries: TypeAlias = Callable[[Membership, datetime], Iterable[CalendarEntry]]


@dataclass(frozen=True)
class CalendarSource:
    """`entries(member, since)` gives what was not over by then, a bounded number."""

    code: str
    label: str | Promise
    entries: Entries


_sources: dict[str, CalendarSource] = {}


def declare_source(source: CalendarSource) -> CalendarSource:
    """Add a source; ValueError for a code that is declared twice."""
    if source.code in _sources:
        msg = f"The calendar source {source.code} is declared twice."
        raise ValueError(msg)
    _sources[source.code] = source
    return source


def declared_sources() -> list[CalendarSource]:
    """All sources, in the order of their declaration."""
    return list(_sources.values())


def entries_of(member: Membership, now: datetime) -> list[CalendarEntry]:
    """What the member has on which day, from all sources."""
    since = now - LOOKS_BACK
    return [entry for source in declared_sources() for entry in source.entries(member, since)]
