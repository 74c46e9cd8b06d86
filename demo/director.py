"""Plays many stories at once in the order of time.

A story is a generator: it yields the moment at which it wants to go on. Between two yields it calls
the portal's own actions, in one transaction and in the scope of its organization, with the clock
set to that moment. What a story wants to do after now does not happen, and what it wants to have
done before the last step follows upon it: the trail knows one direction.
"""

from __future__ import annotations

import datetime as dt
import heapq
from collections.abc import Iterator
from contextlib import nullcontext
from itertools import count
from typing import Protocol

import time_machine

from coe_portal.tenancy.scope import scope

Story = Iterator[dt.datetime]


class Watcher(Protocol):
    """Looks at what a step has brought about, to start the stories that follow from it."""

    def __call__(self) -> None: ...


class Director:
    """The clock of one organization and the stories that wait for it."""

    def __init__(self, organization_id: int, now: dt.datetime) -> None:
        self.now = now
        self.steps = 0
        self._organization_id = organization_id
        self._order = count()
        self._at = dt.datetime.min.replace(tzinfo=dt.UTC)
        self._waiting: list[tuple[dt.datetime, int, Story, bool]] = []
        self._watchers: list[Watcher] = []

    def start(self, story: Story, *, scoped: bool = True) -> None:
        """Take up a story; one that is not `scoped` opens scopes of its own, as jobs do."""
        moment = next(story, None)
        if moment is not None:
            due = max(moment, self._at)
            heapq.heappush(self._waiting, (due, next(self._order), story, scoped))

    def watch(self, watcher: Watcher) -> None:
        """Call this after every step, in its scope; what jobs bring about is seen a step later."""
        self._watchers.append(watcher)

    def run(self) -> None:
        """Play until nothing is left that happens before now."""
        with time_machine.travel(self.now, tick=False) as clock:
            while self._waiting and self._waiting[0][0] <= self.now:
                moment, _order, story, scoped = heapq.heappop(self._waiting)
                clock.move_to(moment)
                self._at = moment
                with scope(self._organization_id) if scoped else nullcontext():
                    self.start(story, scoped=scoped)
                    if scoped:
                        self._look()
                self.steps += 1
            clock.move_to(self.now)

    def _look(self) -> None:
        for watcher in self._watchers:
            watcher()
