"""The sidebar: apps declare what they have, a member sees what they may open."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, Final

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import BooleanField, Count, QuerySet, Value
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.models import Membership
from coe_portal.tenancy.addresses import org_url

STATEMENTS_KEPT: Final = 200

# Headings of the sidebar, in order; an item names one of them by its key.
GROUPS: dict[str, str | Promise] = {
    "work": "",
    "governance": _("Governance"),
    "assurance": _("Assurance"),
    "models": _("Models"),
    "training": _("Training"),
    "reporting": _("Reporting"),
    "settings": _("Administration"),
}


@dataclass(frozen=True)
class NavItem:
    """One link. `waiting` are the rows that its number counts on every page: keep them few.

    Whom `permission` leaves out, sees the link too while one of the rows of `also_for` is theirs.
    `prefixes` are names of pages on which the item is the current one: `"intake:"` for all of an
    app, `"intake:board"` for one page; the longest that fits wins.
    """

    url_name: str
    label: str | Promise
    icon: str
    permission: str
    group: str = "work"
    order: int = 100
    prefixes: tuple[str, ...] = ()
    waiting: Callable[[Membership], QuerySet[Any]] | None = None
    also_for: Callable[[Membership], QuerySet[Any]] | None = None


@dataclass(frozen=True)
class NavLink:
    """An item for one member on one page."""

    label: str
    icon: str
    url: str
    count: int
    is_current: bool


@dataclass(frozen=True)
class NavGroup:
    heading: str
    links: tuple[NavLink, ...]


_items: list[NavItem] = []


def declare(*items: NavItem) -> None:
    """Add links; ValueError for a page that is declared twice or a group that does not exist."""
    for item in items:
        if any(known.url_name == item.url_name for known in _items):
            msg = f"{item.url_name} stands in the navigation twice."
            raise ValueError(msg)
        if item.group not in GROUPS:
            msg = f"The navigation has no group {item.group}."
            raise ValueError(msg)
        _items.append(item)


def declared() -> tuple[NavItem, ...]:
    """All items in the order of the sidebar."""
    groups = list(GROUPS)
    return tuple(sorted(_items, key=lambda item: (groups.index(item.group), item.order)))


def sidebar(member: Membership, page: str) -> list[NavGroup]:
    """What the member may open; `page` is the name of the page shown, such as `intake:list`."""
    by_role = {item.url_name for item in declared() if member.may(item.permission)}
    offered = [item for item in declared() if item.url_name in by_role or item.also_for]
    counts, own = _counts(member, offered, by_role)
    allowed = [item for item in offered if item.url_name in by_role or item.url_name in own]
    current = _current(allowed, page)
    return [
        NavGroup(str(heading), links)
        for group, heading in GROUPS.items()
        if (links := tuple(_links(counts, allowed, group, current)))
    ]


def _counts(
    member: Membership, items: Iterable[NavItem], by_role: Container[str]
) -> tuple[dict[str, int], dict[str, int]]:
    """How many rows wait behind each link, and which links a row opens, by name of the page.

    One query for the whole sidebar.
    """
    asked = tuple((item.url_name, item.url_name in by_role) for item in items)
    minute = timezone.now().replace(second=0, microsecond=0)
    statement, parameters = _statement(member, tuple(member.roles), minute, asked)
    if not statement:
        return {}, {}
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        found = cursor.fetchall()
    return (
        {name: count for name, opens, count in found if not opens},
        {name: count for name, opens, count in found if opens and count},
    )


@lru_cache(maxsize=STATEMENTS_KEPT)
def _statement(
    member: Membership,
    _roles: tuple[str, ...],
    _minute: datetime,
    asked: tuple[tuple[str, bool], ...],
) -> tuple[str, tuple[Any, ...]]:
    """The SQL that counts what waits for a member with these roles, and its parameters.

    To write it takes ten times as long as to answer it, so it is kept for as long as its
    parameters hold: those that are times for a minute.
    """
    known = {item.url_name: item for item in _items}
    counted = [
        rows.order_by()
        .values_list(Value(name), Value(opens, output_field=BooleanField()))
        .annotate(Count("pk", distinct=True))
        for name, by_role in asked
        for opens, rows in _rows_of(member, known[name], by_role=by_role)
    ]
    if not counted:
        return "", ()
    try:
        together = counted[0].union(*counted[1:], all=True)
        statement, parameters = together.query.get_compiler(connection.alias).as_sql()
    except EmptyResultSet:
        return "", ()
    return statement, tuple(parameters)


def _rows_of(
    member: Membership, item: NavItem, *, by_role: bool
) -> Iterable[tuple[bool, QuerySet[Any]]]:
    if item.waiting:
        yield False, item.waiting(member)
    if item.also_for and not by_role:
        yield True, item.also_for(member)


def _links(
    counts: dict[str, int], items: Iterable[NavItem], group: str, current: NavItem | None
) -> Iterable[NavLink]:
    for item in items:
        if item.group == group:
            count = counts.get(item.url_name, 0)
            url = org_url(item.url_name)
            yield NavLink(str(item.label), item.icon, url, count, item is current)


def _current(items: list[NavItem], page: str) -> NavItem | None:
    best: tuple[int, NavItem | None] = (0, None)
    for item in items:
        for prefix in (item.url_name, *item.prefixes):
            if page.startswith(prefix) and len(prefix) > best[0]:
                best = (len(prefix), item)
    return best[1]
