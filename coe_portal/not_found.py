"""What an address names, or the answer that there is no such thing."""

from __future__ import annotations

from typing import TypeVar

from django.http import Http404  # noqa: TID251  (what both pages and the API answer with)

FoundT = TypeVar("FoundT")


def found_or_404(found: FoundT | None) -> FoundT:
    """What was found; Http404 for nothing, be it missing or not for this member to see."""
    if found is None:
        raise Http404
    return found
