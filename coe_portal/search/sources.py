"""What can be found by the search over everything: apps declare it, the page is the same."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise

from coe_portal.accounts.models import Membership
from coe_portal.accounts.roles import declared_permission

Text = str | Promise


@dataclass(frozen=True)
class Hit:
    """One thing that was found; `note` says in a few words what it is or how it stands."""

    reference: str
    title: str
    url: str
    note: Text = ""


@dataclass(frozen=True)
class Source:
    """A kind of thing to find.

    `find` gives the rows that match and that the member may see, in their order: it is the only
    place that decides who finds what. `listing` names the list page of the kind, which takes `q`
    and what stands in `listing_query`.
    """

    key: str
    label: Text
    icon: str
    permission: str
    find: Callable[[Membership, str], QuerySet[Any]]
    hit: Callable[[Any], Hit]
    listing: str
    listing_query: Mapping[str, str]
    order: int


_sources: dict[str, Source] = {}


def searchable(
    key: str,
    *,
    label: Text,
    icon: str,
    permission: str,
    find: Callable[[Membership, str], QuerySet[Any]],
    hit: Callable[[Any], Hit],
    listing: str,
    listing_query: Mapping[str, str] | None = None,
    order: int = 100,
) -> Source:
    """Declare a kind of thing to find. ValueError when the key is taken."""
    declared_permission(permission)
    if key in _sources:
        msg = f"{key} is declared searchable twice."
        raise ValueError(msg)
    query = listing_query or {}
    _sources[key] = Source(key, label, icon, permission, find, hit, listing, query, order)
    return _sources[key]


def sources() -> tuple[Source, ...]:
    """All kinds, in the order of the page."""
    return tuple(sorted(_sources.values(), key=lambda source: (source.order, source.key)))
