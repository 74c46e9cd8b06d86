"""What the demo tells of datasets, shared parts, tools of agents and outputs: `holdings.toml`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from demo.parts import Part


@dataclass(frozen=True, kw_only=True)
class Stock(Part):
    """A dataset of the catalogue, added so many days ago; lineage finds it by its name.

    `due` is the day of its next review and `erase` the day by which it goes, both from today on.
    `withdrawn` is days ago.
    """

    name: str
    steward: str
    at: int
    description: str
    classification: str
    unit: str = ""
    people: str = "none"
    people_note: str = ""
    basis: str = ""
    licence: str = ""
    source: str = ""
    location: str = ""
    access: str = ""
    rows: int | None = None
    retention: str = ""
    erase: int | None = None
    due: int | None = None
    columns: Sequence[Mapping[str, Any]] = ()
    withdrawn: int | None = None
    because: str = ""


@dataclass(frozen=True)
class Use(Part):
    """Since so many days ago a use case (by its key) builds on the asset."""

    about: str
    at: int
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Common(Part):
    """An asset of the library: drafted and published so many days ago, perhaps deprecated since."""

    name: str
    owner: str
    kind: str
    at: int
    description: str
    usage: str = ""
    version: str = ""
    uses: Sequence[Use] = ()
    is_draft: bool = False
    deprecated: int | None = None
    because: str = ""

    @classmethod
    def told(cls, table: Mapping[str, Any]) -> Self:
        """With its uses."""
        return cls.read({**table, "uses": [Use.read(one) for one in table.get("uses", ())]})


@dataclass(frozen=True, kw_only=True)
class Permit(Part):
    """Version `key:2` of the registry uses the tool; without a scope nobody has granted it yet."""

    version: str
    purpose: str
    scope: str = ""
    limits: str = ""
    needs_person: bool = False


@dataclass(frozen=True, kw_only=True)
class Tool(Part):
    """Something that agents call, in the catalogue since so many days ago."""

    name: str
    system: str
    owner: str
    at: int
    effects: Sequence[str]
    description: str
    data: str = "internal"
    permits: Sequence[Permit] = ()

    @classmethod
    def told(cls, table: Mapping[str, Any]) -> Self:
        """With what uses it."""
        permits = [Permit.read(one) for one in table.get("permits", ())]
        return cls.read({**table, "permits": permits})


@dataclass(frozen=True, kw_only=True)
class Utterance(Part):
    """Something that version `key:2` said, reported so many days ago, perhaps judged since.

    `blocked` is the text that goes on the blocklist then.
    """

    version: str
    at: int
    by: str
    category: str
    severity: str
    asked: str
    said: str
    judge: str = ""
    verdict: str = ""
    note: str = ""
    blocked: str = ""


@dataclass(frozen=True)
class Holdings:
    """All of it, of one organization."""

    datasets: Sequence[Stock]
    assets: Sequence[Common]
    tools: Sequence[Tool]
    outputs: Sequence[Utterance]

    @property
    def people(self) -> set[str]:
        """The keys of all people that take part."""
        named = {one.steward for one in self.datasets} | {one.owner for one in self.assets}
        named |= {one.owner for one in self.tools} | {one.by for one in self.outputs}
        return (named | {one.judge for one in self.outputs}) - {""}

    @property
    def cases(self) -> set[str]:
        """The keys of all use cases that build on an asset."""
        return {use.about for asset in self.assets for use in asset.uses}

    @property
    def versions(self) -> set[str]:
        """All versions that are named, as `key:2`."""
        permits = {permit.version for tool in self.tools for permit in tool.permits}
        return permits | {one.version for one in self.outputs}


def read_holdings(table: Mapping[str, Sequence[Mapping[str, Any]]]) -> Holdings:
    """All of the file; ScriptError for a key that no field has."""
    return Holdings(
        datasets=[Stock.read(one) for one in table.get("dataset", ())],
        assets=[Common.told(one) for one in table.get("asset", ())],
        tools=[Tool.told(one) for one in table.get("tool", ())],
        outputs=[Utterance.read(one) for one in table.get("output", ())],
    )
