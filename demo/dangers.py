"""What the demo tells of risks: read from `risks.toml`, checked while reading."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from demo.parts import Part


@dataclass(frozen=True)
class Remedy(Part):
    """A treatment: due so many days after it was planned; `done`: days after that, with a note."""

    text: str
    owner: str
    kind: str = "reduce"
    due: int = 60
    done: int | None = None
    note: str = ""


@dataclass(frozen=True)
class Danger(Part):
    """One risk, raised so many days ago; pairs are likelihood and impact.

    `about` is the key of a use case. It is assessed anew `assessed` days after, and accepted
    `accepted` days after by `acceptor`, for `holds` days.
    """

    title: str
    category: str
    owner: str
    raised: int
    before: Sequence[int]
    by: str = ""
    about: str = ""
    description: str = ""
    cause: str = ""
    consequence: str = ""
    library: str = ""
    remedies: Sequence[Remedy] = ()
    assessed: int | None = None
    after: Sequence[int] = ()
    loss: Sequence[int] = ()
    a_year: float | None = None
    accepted: int | None = None
    acceptor: str = ""
    holds: int = 180
    why: str = ""
    review: int = 365

    @property
    def named(self) -> set[str]:
        """The keys of all people that take part."""
        owners = {remedy.owner for remedy in self.remedies}
        return (owners | {self.owner, self.by, self.acceptor}) - {""}


def read_danger(table: Mapping[str, Any]) -> Danger:
    """A risk with its treatments; ScriptError for a key that no field has."""
    remedies = [Remedy.read(one) for one in table.get("remedies", ())]
    return Danger.read({**table, "remedies": remedies})
