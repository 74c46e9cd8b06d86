"""Typed events between apps that may not import each other: synchronous, same transaction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar


@dataclass(frozen=True)
class Event:
    """Base of events; they carry ids only, so that a subscriber reads the rows it may see."""


EventT = TypeVar("EventT", bound=Event)
_subscribers: dict[type[Event], list[Callable[[Any], None]]] = defaultdict(list)


def subscribe(
    event_type: type[EventT],
) -> Callable[[Callable[[EventT], None]], Callable[[EventT], None]]:
    """Call the function for each published event of this type."""

    def register(subscriber: Callable[[EventT], None]) -> Callable[[EventT], None]:
        _subscribers[event_type].append(subscriber)
        return subscriber

    return register


def publish(event: Event) -> None:
    """Tell the subscribers, in the order of registration; their errors undo the transaction."""
    for subscriber in _subscribers[type(event)]:
        subscriber(event)


def subscriptions() -> set[tuple[str, str]]:
    """All (event, subscriber) pairs, for the test that keeps them few."""
    return {
        (event.__name__, f"{subscriber.__module__}.{subscriber.__name__}")
        for event, subscribers in _subscribers.items()
        for subscriber in subscribers
    }
