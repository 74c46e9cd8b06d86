"""What apps know for the papers of the EU AI Act; each declares its own.

A source gives the facts of one point for one use case, in a bounded number and with the same
number of queries for any use case. The registry of models adds its own at Annex IV.1 and 2.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from governance.choices import PaperKind
from governance.logic.papers import Fact
from intake.models.use_cases import UseCase

Facts = Callable[[UseCase], Iterable[Fact]]
SourceT = Callable[[Facts], Facts]


@dataclass(frozen=True)
class Source:
    """Where facts of some points come from."""

    places: tuple[tuple[PaperKind, str], ...]
    facts: Facts


_sources: list[Source] = []


def knows(*places: tuple[PaperKind, str]) -> SourceT:
    """Declare a source for points, each named by paper and key."""

    def register(facts: Facts) -> Facts:
        _sources.append(Source(places, facts))
        return facts

    return register


def known_of(use_case: UseCase, kind: PaperKind) -> dict[str, list[Fact]]:
    """What all sources know for a paper, by the key of the point; each source is asked once."""
    found: dict[str, list[Fact]] = defaultdict(list)
    for source in _sources:
        keys = [key for paper, key in source.places if paper == kind]
        facts = list(source.facts(use_case)) if keys else []
        for key in keys:
            found[key] += facts
    return found
