"""Which course comes before which."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping


def closes_circle(course: int, needs: Iterable[int], needed: Mapping[int, Collection[int]]) -> bool:
    """Whether the course would come before itself if it needed these."""
    seen: set[int] = set()
    ahead = list(needs)
    while ahead:
        here = ahead.pop()
        if here == course:
            return True
        if here not in seen:
            seen.add(here)
            ahead += needed.get(here, ())
    return False
