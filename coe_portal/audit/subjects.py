"""Objects that bear a reference of their own (UC-42), and rows that not everybody is told of."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from typing import Any, TypeAlias

from django.core.exceptions import ImproperlyConfigured
from django.db.models import Model, QuerySet

from coe_portal.accounts.models import Membership
from coe_portal.tenancy.models import TenantModel

# Takes the number of the reference and who asks; None when that member cannot see it.
Finder: TypeAlias = Callable[[int, Membership], TenantModel | None]

REFERENCE = re.compile(r"(?P<prefix>[A-Z]+)-(?P<number>[1-9]\d{0,17})", re.ASCII)

# The rows of a model that a member may see.
Seen: TypeAlias = Callable[[Membership], QuerySet[Any]]

_finders: dict[str, Finder] = {}
_seen: dict[str, Seen] = {}


def addressable(prefix: str) -> Callable[[Finder], Finder]:
    """Declare how references with this prefix are found; ImproperlyConfigured when it is taken."""

    def declare(finder: Finder) -> Finder:
        if prefix in _finders:
            message = f"References {prefix}-… are declared twice."
            raise ImproperlyConfigured(message)
        _finders[prefix] = finder
        return finder

    return declare


def told_to(model: type[Model], seen: Seen) -> None:
    """Keep what is done to rows of a model from those who may not see the row.

    It may belong to the story of an object that more people see: a review to that of its use case.
    ImproperlyConfigured when the model was declared before.
    """
    label = model._meta.label_lower
    if label in _seen:
        message = f"Who is told of {label} is declared twice."
        raise ImproperlyConfigured(message)
    _seen[label] = seen


def hidden_from(member: Membership, rows: Mapping[str, Collection[int]]) -> set[tuple[str, int]]:
    """Of rows by the label of their model, those that the member may not see."""
    hidden = set()
    for label, ids in rows.items():
        if (seen := _seen.get(label)) is not None:
            shown = set(seen(member).filter(pk__in=ids).values_list("pk", flat=True))
            hidden |= {(label, pk) for pk in ids if pk not in shown}
    return hidden


def find_subject(reference: str, member: Membership) -> TenantModel | None:
    """The object of this reference, or None for what does not exist or may not be seen."""
    match = REFERENCE.fullmatch(reference)
    finder = _finders.get(match["prefix"]) if match else None
    if match is None or finder is None:
        return None
    return finder(int(match["number"]), member)
