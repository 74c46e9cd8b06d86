"""What a release checklist asks, what its answers are worth, and when a gate may open. Pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from governance.choices import ChecklistTopic, ItemChoice, ItemState
from intake.choices import Gate, Tier

CONFIRMED_TIERS: Final = frozenset({Tier.HIGH, Tier.PROHIBITED})
MOST_ITEMS: Final = 60


@dataclass(frozen=True)
class Item:
    """One line of the list, and for which tiers and gates it is asked."""

    key: str
    topic: ChecklistTopic
    text: str
    help: str
    tiers: tuple[str, ...]
    gates: tuple[str, ...]

    def is_asked(self, tier: str, gate: str) -> bool:
        """A prohibited case is asked what a high one is."""
        asked_as = Tier.HIGH if tier == Tier.PROHIBITED else tier
        return asked_as in self.tiers and gate in self.gates


@dataclass(frozen=True)
class Given:
    """An answer, with the words of the question that it answers."""

    asked: str
    choice: str = ""
    note: str = ""
    evidence: str = ""
    remark: str = ""


@dataclass(frozen=True)
class Progress:
    """How far a list is."""

    total: int
    settled: int
    refused: int

    @property
    def is_complete(self) -> bool:
        return self.settled == self.total

    @property
    def left(self) -> int:
        return self.total - self.settled


def parse_items(rows: Iterable[Mapping[str, Any]]) -> tuple[Item, ...]:
    """The items of a stored list."""
    return tuple(
        Item(
            key=row["key"],
            topic=ChecklistTopic(row["topic"]),
            text=row["text"],
            help=row["help"],
            tiers=tuple(row["tiers"]),
            gates=tuple(row["gates"]),
        )
        for row in rows
    )


def stored(items: Iterable[Item]) -> list[dict[str, Any]]:
    """The items as they are stored."""
    return [{**asdict(item), "topic": item.topic.value} for item in items]


def asked_items(items: Iterable[Item], tier: str, gate: str) -> tuple[Item, ...]:
    """What a case of this tier is asked at this gate."""
    return tuple(item for item in items if item.is_asked(tier, gate))


def asked_gates(items: Iterable[Item], tier: str) -> tuple[Gate, ...]:
    """The gates at which a case of this tier is asked anything, in their order."""
    rows = tuple(items)
    return tuple(gate for gate in Gate if asked_items(rows, tier, gate.value))


def state_of(item: Item, given: Given | None) -> ItemState:
    """What the answer is worth: a yes shows something, an exception gives its reason."""
    if given is None or not given.choice:
        return ItemState.RETURNED if given and given.remark else ItemState.OPEN
    if given.asked != item.text:
        return ItemState.CHANGED
    if given.choice == ItemChoice.NO:
        return ItemState.REFUSED
    if given.choice == ItemChoice.NOT_APPLICABLE:
        return ItemState.SETTLED if given.note.strip() else ItemState.UNEXPLAINED
    return ItemState.SETTLED if given.note.strip() or given.evidence else ItemState.UNPROVEN


def progress_of(states: Sequence[ItemState]) -> Progress:
    """How many are settled, and how many say no."""
    return Progress(len(states), states.count(ItemState.SETTLED), states.count(ItemState.REFUSED))


def needs_confirmation(tier: str) -> bool:
    """Somebody else looks at the answers of a high-risk case."""
    return tier in CONFIRMED_TIERS


def digest_of(items: Sequence[Item], given: Mapping[str, Given]) -> str:
    """SHA-256 of questions and answers: any change makes a confirmation void."""
    content = [
        [item.key, item.text, asdict(given[item.key]) if item.key in given else None]
        for item in sorted(items, key=lambda one: one.key)
    ]
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def is_open_gate(
    items: Sequence[Item], given: Mapping[str, Given], tier: str, confirmed: str
) -> bool:
    """Whether the list lets the release through; `confirmed` is the digest that was confirmed."""
    states = [state_of(item, given.get(item.key)) for item in items]
    if not progress_of(states).is_complete:
        return False
    return not items or not needs_confirmation(tier) or confirmed == digest_of(items, given)
