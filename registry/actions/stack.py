"""Put things on the approved stack, move them between its rings, and say what they are for."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, fields
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.authorization import require
from coe_portal.accounts.models import Membership
from coe_portal.audit.recording import changes, record
from coe_portal.errors import InvalidInput, RuleViolation
from coe_portal.tenancy.clock import today_here
from coe_portal.tenancy.references import next_number
from registry.actions.documents import WEB
from registry.actions.reviewing import check_next
from registry.choices import StackCategory, StackRing
from registry.declarations import vendors as told
from registry.models.stack import StackItem
from registry.models.vendors import Vendor
from registry.permissions.vendors import EDIT_STACK

MOST_ITEMS: Final = 1_000
CLOSED_RINGS: Final = frozenset({StackRing.HOLD, StackRing.RETIRED})


@dataclass(frozen=True, kw_only=True)
class StackTerms:
    """What an item is, how far it may be used, and for which tiers and data."""

    name: str
    category: StackCategory
    ring: StackRing
    owner: Membership
    vendor: Vendor | None = None
    tiers: tuple[str, ...] = ()
    data_classes: tuple[str, ...] = ()
    note: str = ""
    url: str = ""
    review_on: dt.date | None = None


TERMS: Final = tuple(one.name for one in fields(StackTerms))


@transaction.atomic
def add_stack_item(terms: StackTerms, *, actor: Actor) -> StackItem:
    """Put something on the stack."""
    require(actor, EDIT_STACK.code)
    if StackItem.objects.count() >= MOST_ITEMS:
        raise RuleViolation(_("The stack holds at most %(most)d items.") % {"most": MOST_ITEMS})
    _check(terms)
    item: StackItem = StackItem.objects.create(
        number=next_number(StackItem.PREFIX), ring_since=today_here(), **_values(terms)
    )
    record(told.STACK_ITEM_ADDED, item, actor=actor, after=_values(terms))
    return item


@transaction.atomic
def change_stack_item(item: StackItem, terms: StackTerms, *, actor: Actor) -> StackItem:
    """Say better what it is, or move it to another ring; where it stood before is kept."""
    before, item = _locked(item), _locked(item)
    require(actor, EDIT_STACK.code, item)
    _check(terms, item)
    moved = terms.ring != item.ring
    if moved:
        item.ring_before, item.ring_since = item.ring, today_here()
    for name, value in _values(terms).items():
        setattr(item, name, value)
    item.save()
    was, now = changes(before, item, TERMS)
    if now:
        action = told.STACK_ITEM_MOVED if moved else told.STACK_ITEM_CHANGED
        record(action, item, actor=actor, before=was, after=now)
    return item


def _locked(item: StackItem) -> StackItem:
    locked: StackItem = StackItem.objects.with_names().locked(item.pk)
    return locked


def _values(terms: StackTerms) -> dict[str, object]:
    values = {name: getattr(terms, name) for name in TERMS}
    lists = {"tiers": list(terms.tiers), "data_classes": list(terms.data_classes)}
    texts = {name: values[name].strip() for name in ("name", "note", "url")}
    return {**values, **lists, **texts}


def _check(terms: StackTerms, item: StackItem | None = None) -> None:
    errors = {**_wrong_name(terms, item), **_wrong_use(terms)}
    if terms.url.strip() and not WEB.fullmatch(terms.url.strip()):
        errors["url"] = [_("Give an address that begins with https://.")]
    if errors:
        raise InvalidInput(_("The item is not complete."), errors=errors)
    if terms.review_on is not None and (item is None or terms.review_on != item.review_on):
        check_next(terms.review_on, "review_on")


def _wrong_name(terms: StackTerms, item: StackItem | None) -> dict[str, list[str]]:
    name = terms.name.strip()
    if not name:
        return {"name": [_("Give it a name.")]}
    same = StackItem.objects.filter(category=terms.category, name__iexact=name)
    others = same.exclude(pk=item.pk) if item else same
    return {"name": [_("This is on the stack already.")]} if others.exists() else {}


def _wrong_use(terms: StackTerms) -> dict[str, list[str]]:
    """What may be used says for what; the rest may be used for nothing."""
    if terms.ring in CLOSED_RINGS:
        return {}
    errors: dict[str, list[str]] = {}
    if not terms.tiers:
        errors["tiers"] = [_("Say for which tiers it may be used.")]
    if not terms.data_classes:
        errors["data_classes"] = [_("Say with which data it may be used.")]
    return errors
