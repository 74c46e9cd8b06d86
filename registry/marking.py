"""What marks a version as one not to rely on: rooms declare it, pages and programs show it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True)
class Mark:
    """Why a version is marked, in words, what to do about it, and where the cause is shown.

    `code` is for programs, such as `vendor_suspended`; `label` is for a badge.
    """

    code: str
    label: str
    text: str
    advice: str
    url: str


# The versions, by key, that have a cause of their own to be marked: not those made from them.
Source: TypeAlias = Callable[[], Iterable[tuple[int, Mark]]]
_sources: list[Source] = []


def declare_marks(source: Source) -> Source:
    """Register what marks versions; where nothing is wrong it gives nothing, in a query or two."""
    _sources.append(source)
    return source


def mark_sources() -> tuple[Source, ...]:
    """All that marks versions, in the order of declaration."""
    return tuple(_sources)
