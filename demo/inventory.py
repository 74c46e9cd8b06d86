"""What the demo tells of models and vendors: read from `registry.toml`, checked while reading."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

from demo.parts import Part
from demo.sensors import Stream


@dataclass(frozen=True, kw_only=True)
class Verdict(Part):
    """How one seat votes; `by` is a discipline, or "reviewer" in a light review."""

    by: str
    choice: str
    why: str = ""
    conditions: Sequence[Mapping[str, Any]] = ()


@dataclass(frozen=True)
class Ingredient(Part):
    """One thing that a version was made from; `parent` is a version told before: `key:2`."""

    kind: str
    role: str
    name: str = ""
    uri: str = ""
    digest: str = ""
    parent: str = ""


@dataclass(frozen=True)
class Site(Part):
    """Where versions in production run, or, with `environment`, those that wait."""

    target: str
    url: str = ""
    environment: str = "production"


@dataclass(frozen=True)
class Consumer(Part):
    """Who uses the model on a working day; `cost` is of a thousand calls."""

    name: str
    calls: int
    users: int = 0
    cost: float = 0.0


@dataclass(frozen=True)
class Watch(Part):
    """A monitor, set up so many weeks after the version went live."""

    name: str
    after: int = 2
    rhythm: str = "weekly"
    window: int = 7
    baseline: str = "reference"
    features: Sequence[str] = ()


@dataclass(frozen=True)
class Turn(Part):
    """What is decided about drift, so many days after it was found."""

    after: int
    by: str
    outcome: str
    why: str
    target: int = 0


@dataclass(frozen=True)
class Release(Part):
    """A version, registered so many days ago. The other days are counted from there.

    `says` is what its documents say, by kind; the others that are needed say what such documents
    say, but for those in `lacks`. `voted` are those who have voted in a review that goes on.
    """

    at: int
    text: str
    by: str = ""
    source: str = ""
    run: str = ""
    tags: Mapping[str, str] = field(default_factory=dict)
    made_from: Sequence[Ingredient] = ()
    alias: str = ""
    says: Mapping[str, str] = field(default_factory=dict)
    lacks: Sequence[str] = ()
    checked: int | None = None
    checker: str = ""
    note: str = ""
    asked: int | None = None
    asks: str = ""
    verdicts: Sequence[Verdict] = ()
    voted: Sequence[str] | None = None
    stream: Stream | None = None
    watches: Sequence[Watch] = ()
    turns: Sequence[Turn] = ()

    @classmethod
    def told(cls, table: Mapping[str, Any]) -> Self:
        """With all that belongs to it."""
        stream = table.get("stream")
        return cls.read(
            {
                **table,
                "made_from": [Ingredient.read(one) for one in table.get("made_from", ())],
                "verdicts": [Verdict.read(one) for one in table.get("verdicts", ())],
                "watches": [Watch.read(one) for one in table.get("watches", ())],
                "turns": [Turn.read(one) for one in table.get("turns", ())],
                "stream": None if stream is None else Stream.told(stream),
            }
        )

    @property
    def named(self) -> set[str]:
        """The keys of all people that take part."""
        return {self.by, self.checker} | {turn.by for turn in self.turns} - {""}


@dataclass(frozen=True)
class Specimen(Part):
    """A model, registered so many days ago by who builds it; `about` are keys of use cases.

    So many days ago its first use case was planned to be `retired`; `settled` are the steps since.
    """

    key: str
    name: str
    kind: str
    owner: str
    developer: str
    registered: int
    text: str
    unit: str = ""
    provider: str = ""
    about: Sequence[str] = ()
    tags: Mapping[str, str] = field(default_factory=dict)
    checker: str = ""
    sites: Sequence[Site] = ()
    consumers: Sequence[Consumer] = ()
    releases: Sequence[Release] = ()
    retired: int | None = None
    farewell: str = ""
    settled: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def told(cls, table: Mapping[str, Any]) -> Self:
        """With its versions."""
        rest = {name: value for name, value in table.items() if name != "release"}
        return cls.read(
            {
                **rest,
                "sites": [Site.read(one) for one in table.get("sites", ())],
                "consumers": [Consumer.read(one) for one in table.get("consumers", ())],
                "releases": [Release.told(one) for one in table.get("release", ())],
            }
        )

    @property
    def named(self) -> set[str]:
        """The keys of all people that take part."""
        people = {self.owner, self.developer, self.checker}
        return (people | {key for one in self.releases for key in one.named}) - {""}


def read_inventory(table: Mapping[str, Sequence[Mapping[str, Any]]]) -> list[Specimen]:
    """Every model of the file; ScriptError for a key that no field has."""
    return [Specimen.told(one) for one in table.get("model", ())]


@dataclass(frozen=True)
class Proof(Part):
    """A certificate; it ends in so many days from today."""

    kind: str
    ends: int
    scope: str = ""
    issuer: str = ""


@dataclass(frozen=True, kw_only=True)
class Supplier(Part):
    """A vendor, proposed so many days ago by its owner; without an approver it waits still.

    `due` is the day of its next review from today on, `looked` and `stopped` are days ago.
    """

    name: str
    owner: str
    proposed: int
    services: str
    website: str = ""
    data_use: str = ""
    retention: str = ""
    training: str = "unknown"
    places: str = ""
    subprocessors: str = ""
    service_level: str = ""
    support: str = ""
    incident_duties: str = ""
    security: str = ""
    new_models: str = ""
    transfer_plan: str = ""
    scores: Mapping[str, int] = field(default_factory=dict)
    proofs: Sequence[Proof] = ()
    approver: str = ""
    because: str = ""
    due: int = 0
    looked: int | None = None
    found: str = ""
    stopped: int | None = None
    stopped_because: str = ""

    @classmethod
    def told(cls, table: Mapping[str, Any]) -> Self:
        """With its certificates."""
        proofs = [Proof.read(one) for one in table.get("proofs", ())]
        return cls.read({**table, "proofs": proofs})

    @property
    def named(self) -> set[str]:
        """The keys of all people that take part."""
        return {self.owner, self.approver} - {""}


def read_suppliers(table: Mapping[str, Sequence[Mapping[str, Any]]]) -> list[Supplier]:
    """Every vendor of the file; ScriptError for a key that no field has."""
    return [Supplier.told(one) for one in table.get("vendor", ())]
