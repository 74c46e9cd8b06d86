"""What the demo tells of meetings of the board: `meetings.toml`, checked while reading."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from demo.parts import Part


@dataclass(frozen=True)
class Talk(Part):
    """An item of one's own words, and what came of it; `task` is for `owner`, `due` days later.

    With `done` the owner said two days before that what came of it.
    """

    title: str
    text: str = ""
    minutes: int = 10
    task: str = ""
    owner: str = ""
    due: int = 21
    done: str = ""


@dataclass(frozen=True)
class Gathering(Part):
    """One meeting, so many days ago or, below zero, to come. Who is not `away` comes.

    Of those `away` the alternates in `instead` stand in.
    """

    title: str
    held: int
    chair: str
    secretary: str
    place: str = ""
    hour: int = 10
    minutes: int = 60
    away: Sequence[str] = ()
    instead: Sequence[str] = ()
    talks: Sequence[Talk] = ()
    remarks: str = ""

    @property
    def named(self) -> set[str]:
        """The keys of all people that take part."""
        owners = {talk.owner for talk in self.talks}
        return (owners | {self.chair, self.secretary, *self.away, *self.instead}) - {""}


def read_gathering(table: Mapping[str, Any]) -> Gathering:
    """A meeting with its items; ScriptError for a key that no field has."""
    talks = [Talk.read(one) for one in table.get("talks", ())]
    return Gathering.read({**table, "talks": talks})
