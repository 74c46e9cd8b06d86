"""What documents of versions say in full, and how they fared by groups: `dossiers.toml`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

from demo.parts import Part


@dataclass(frozen=True)
class Figure(Part):
    """One number of an evaluation; `better` is which way."""

    metric: str
    value: float
    suite: str = ""
    dataset: str = ""
    better: str = "higher"
    threshold: float | None = None
    tolerance: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Dossier(Part):
    """A document of version `key:2`: parts that are written, figures, or the text of a file.

    `facts` is what stands above a card. A draft comes on top of the document that counts.
    """

    version: str
    kind: str
    title: str = ""
    says: str = ""
    parts: Mapping[str, str] = field(default_factory=dict)
    facts: Mapping[str, Any] = field(default_factory=dict)
    figures: Sequence[Figure] = ()
    file: str = ""
    is_draft: bool = False

    @classmethod
    def told(cls, table: Mapping[str, Any]) -> Self:
        """With its figures."""
        figures = [Figure.read(one) for one in table.get("figures", ())]
        return cls.read({**table, "figures": figures})


@dataclass(frozen=True)
class Crowd(Part):
    """People of one value of each feature: how many were decided about rightly and wrongly."""

    of: Sequence[str]
    found: int
    alarmed: int
    spared: int
    missed: int

    @property
    def answers(self) -> Sequence[tuple[int, str, str]]:
        """How many, what was decided of them, and what was right."""
        return (
            (self.found, "yes", "yes"),
            (self.alarmed, "yes", "no"),
            (self.spared, "no", "no"),
            (self.missed, "no", "yes"),
        )


@dataclass(frozen=True, kw_only=True)
class Trial(Part):
    """Predictions for people whose groups are known, assessed days after the version was made.

    `answer` is what somebody says of the result, a day later.
    """

    version: str
    by: str
    after: int
    file: str
    decision: str
    truth: str
    features: Sequence[str]
    limits: Mapping[str, float]
    crowds: Sequence[Crowd]
    because: str = ""
    answer: str = ""
    answered_by: str = ""

    @classmethod
    def told(cls, table: Mapping[str, Any]) -> Self:
        """With its groups."""
        return cls.read({**table, "crowds": [Crowd.read(one) for one in table["crowds"]]})


@dataclass(frozen=True)
class Dossiers:
    """All of it, of one organization."""

    papers: Sequence[Dossier]
    trials: Sequence[Trial]

    @property
    def people(self) -> set[str]:
        """The keys of all people that take part."""
        return {key for one in self.trials for key in (one.by, one.answered_by)} - {""}

    @property
    def versions(self) -> set[str]:
        """All versions that are named, as `key:2`."""
        return {one.version for one in self.papers} | {one.version for one in self.trials}


def read_dossiers(table: Mapping[str, Sequence[Mapping[str, Any]]]) -> Dossiers:
    """All of the file; ScriptError for a key that no field has."""
    return Dossiers(
        papers=[Dossier.told(one) for one in table.get("document", ())],
        trials=[Trial.told(one) for one in table.get("trial", ())],
    )
