"""What a version may do with a tool today, and what changed since the version before."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from registry.choices import GrantStanding, ToolEffect

NEEDS_A_PERSON: Final = frozenset({ToolEffect.IRREVERSIBLE})
"""Effects of which no grant may do without a person's approval of each call."""

ADVISED: Final = NEEDS_A_PERSON | {ToolEffect.SPENDS, ToolEffect.EXTERNAL}
"""Effects for which a form proposes it."""


@dataclass(frozen=True)
class Allowed:
    """A grant that was not ended."""

    until: dt.date | None
    needs_person: bool


def needs_person(effects: Collection[str]) -> bool:
    """Whether a person has to approve each call of a tool with these effects."""
    return not NEEDS_A_PERSON.isdisjoint(effects)


def standing_of(
    effects: Collection[str], *, is_retired: bool, grant: Allowed | None, today: dt.date
) -> GrantStanding:
    """What is wrong first: the effects count as they are today, not as they were granted."""
    if is_retired:
        return GrantStanding.RETIRED
    if grant is None:
        return GrantStanding.NOT_GRANTED
    if grant.until is not None and grant.until < today:
        return GrantStanding.EXPIRED
    if needs_person(effects) and not grant.needs_person:
        return GrantStanding.NEEDS_PERSON
    return GrantStanding.PERMITTED


@dataclass(frozen=True)
class Terms:
    """What was granted, as two versions compare it."""

    scope: str
    limits: str
    needs_person: bool


@dataclass(frozen=True)
class Comparison:
    """Names of tools that came, went, and are allowed otherwise than before."""

    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[str, ...]

    @property
    def is_same(self) -> bool:
        return not (self.added or self.removed or self.changed)


def compared(before: Mapping[str, Terms | None], after: Mapping[str, Terms | None]) -> Comparison:
    """Two sets of tools by name; without a grant there are no terms to compare."""
    both = [name for name in after if name in before]
    return Comparison(
        _sorted(name for name in after if name not in before),
        _sorted(name for name in before if name not in after),
        _sorted(name for name in both if after[name] and after[name] != before[name]),
    )


def _sorted(names: Iterable[str]) -> tuple[str, ...]:

    return tuple(sorted(names, key=str.lower))
