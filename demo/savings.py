"""What the demo tells of benefits: `benefits.toml`, checked while reading."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from demo.parts import Part


@dataclass(frozen=True)
class Saving(Part):
    """A benefit of the case `about`, proposed so many days ago.

    `months` before this one are claimed by the owner, and finance judges all but the newest
    `waiting`. Each month comes to `rises` more of what `rising` names. `cut` is the share that
    finance stands for of the first month, `returned` why it hands the second back once.
    """

    about: str
    kind: str
    title: str
    hypothesis: str
    process: str
    owner: str
    begun: int
    baseline: float
    baseline_unit: str
    baseline_source: str
    figures: Mapping[str, float]
    evidence: str
    months: int = 0
    waiting: int = 1
    rising: str = ""
    rises: float = 0
    cut: float = 1
    cut_because: str = ""
    returned: str = ""
    low: int = 70
    high: int = 120


@dataclass(frozen=True)
class Treasury(Part):
    """Who of finance judges, and with which rate and haircut, so many days ago."""

    by: str
    rate: float
    haircut: int
    because: str
    set: int


@dataclass(frozen=True)
class Savings:
    """The ledger of an organization."""

    treasury: Treasury
    benefits: Sequence[Saving]

    @property
    def named(self) -> set[str]:
        """The keys of all people that take part."""
        return {self.treasury.by} | {saving.owner for saving in self.benefits}

    @property
    def cases(self) -> set[str]:
        """The keys of all use cases that bring something."""
        return {saving.about for saving in self.benefits}


def read_savings(table: Mapping[str, Any]) -> Savings:
    """The ledger of a file."""
    return Savings(Treasury.read(table["finance"]), [Saving.read(one) for one in table["benefit"]])
