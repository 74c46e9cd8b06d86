"""Find things of every kind that somebody may see, a few of each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.authorization import permits
from coe_portal.accounts.models import Membership
from coe_portal.search.sources import Hit, Source, Text, sources
from coe_portal.tenancy.addresses import org_url

SHOWN: Final = 5
SHORTEST: Final = 2
LONGEST: Final = 200


@dataclass(frozen=True)
class Group:
    """The first hits of a kind; `more_url` leads to the list where there are more."""

    key: str
    label: Text
    icon: str
    hits: tuple[Hit, ...]
    more_url: str


def searched_text(raw: str) -> str:
    """What is looked for: without spaces around, bounded; empty where it is too short to say."""
    text = " ".join(raw.replace("\x00", "").split())[:LONGEST]
    return text if len(text) >= SHORTEST else ""


def search(text: str, *, actor: Actor) -> list[Group]:
    """Groups with hits, each kind read by its own bounded query; nothing for an empty text."""
    if not text or actor.membership is None:
        return []
    allowed = [source for source in sources() if permits(actor, source.permission)]
    return list(_groups(allowed, text, actor.membership))


def _groups(allowed: Iterable[Source], text: str, member: Membership) -> Iterator[Group]:
    for source in allowed:
        rows = list(source.find(member, text)[: SHOWN + 1])
        if rows:
            yield _group(source, rows, text)


def _group(source: Source, rows: Sequence[Any], text: str) -> Group:
    query = urlencode({**source.listing_query, "q": text})
    return Group(
        key=source.key,
        label=source.label,
        icon=source.icon,
        hits=tuple(source.hit(row) for row in rows[:SHOWN]),
        more_url=f"{org_url(source.listing)}?{query}" if len(rows) > SHOWN else "",
    )
