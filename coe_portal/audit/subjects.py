"""Objects that bear a reference of their own (UC-42): apps say how to find them for a member."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TypeAlias

from django.core.exceptions import ImproperlyConfigured

from coe_portal.accounts.models import Membership
from coe_portal.tenancy.models import TenantModel

# Takes the number of the reference and who asks; None when that member cannot see it.
Finder: TypeAlias = Callable[[int, Membership], TenantModel | None]

REFERENCE = re.compile(r"(?P<prefix>[A-Z]+)-(?P<number>[1-9]\d{0,17})", re.ASCII)

_finders: dict[str, Finder] = {}


def addressable(prefix: str) -> Callable[[Finder], Finder]:
    """Declare how references with this prefix are found; ImproperlyConfigured when it is taken."""

    def declare(finder: Finder) -> Finder:
        if prefix in _finders:
            message = f"References {prefix}-… are declared twice."
            raise ImproperlyConfigured(message)
        _finders[prefix] = finder
        return finder

    return declare


def find_subject(reference: str, member: Membership) -> TenantModel | None:
    """The object of this reference, or None for what does not exist or may not be seen."""
    match = REFERENCE.fullmatch(reference)
    finder = _finders.get(match["prefix"]) if match else None
    if match is None or finder is None:
        return None
    return finder(int(match["number"]), member)
