"""What the demo tells of assurance: `assurance.toml`, checked while reading."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

from demo.parts import Part


@dataclass(frozen=True)
class Task(Part):
    """What changes after an incident: due so many days later, done so many days later."""

    text: str
    owner: str
    due: int = 30
    done: int | None = None
    outcome: str = ""


@dataclass(frozen=True)
class Message(Part):
    """Who has to be told of an incident, by whom."""

    audience: str
    owner: str
    text: str


@dataclass(frozen=True)
class Mishap(Part):
    """An incident, reported so many days ago; without `by` nobody knows by whom.

    `triaged`, `contained` and `notified` are hours after the report, in this order; `resolved` and
    `closed` are days after it. What has no title was not judged yet.
    """

    reported: int
    text: str
    by: str = ""
    noticed: int = 2
    harm: str = "harm"
    about: str = ""
    title: str = ""
    severity: str = "medium"
    kind: str = "other"
    lead: str = ""
    triaged: int = 3
    dismissed: str = ""
    asked: str = ""
    answered: str = ""
    clock: str = ""
    contained: int = 6
    containment: str = ""
    roll_back_to: str = ""
    notified: int = 40
    authority: str = ""
    notice: str = ""
    messages: Sequence[Message] = ()
    resolved: int = 9
    resolution: str = ""
    happened: str = ""
    cause: str = ""
    changes: str = ""
    tasks: Sequence[Task] = ()
    closed: int | None = None

    @classmethod
    def told(cls, table: Mapping[str, Any]) -> Self:
        """With its messages and tasks."""
        messages = [Message.read(one) for one in table.get("messages", ())]
        tasks = [Task.read(one) for one in table.get("tasks", ())]
        return cls.read({**table, "messages": messages, "tasks": tasks})

    @property
    def named(self) -> set[str]:
        """The keys of all people that take part."""
        owners = {one.owner for one in self.messages} | {one.owner for one in self.tasks}
        return (owners | {self.by, self.lead}) - {""}


@dataclass(frozen=True)
class Yardstick(Part):
    """A framework, adopted so many days ago; an `update` was read in later and still waits."""

    key: str
    adopted: int
    earlier: bool = False
    update: int | None = None


@dataclass(frozen=True)
class Keeper(Part):
    """Who owns a control, and how many months its evidence holds."""

    control: str
    person: str
    months: int = 12


@dataclass(frozen=True)
class Proof(Part):
    """Evidence given so many days ago for each case in `about`, or once for the organization.

    It is accepted so many days later, or sent back with `returned`, or waits without either.
    """

    control: str
    title: str
    given: int
    about: Sequence[str] = ()
    note: str = ""
    holds: int | None = None
    accepted: int | None = None
    returned: str = ""


@dataclass(frozen=True)
class Campaign(Part):
    """A group that is asked to attest so many days ago; those in `missing` have not.

    Perhaps it was `closed` so many days ago.
    """

    opened: int
    days: int
    group: str = "everybody"
    value: str = ""
    missing: Sequence[str] = ()
    closed: int | None = None


@dataclass(frozen=True)
class HouseRule(Part):
    """A policy from a template: begun so many days ago, the other days are counted from there.

    `fill` puts words for the brackets of the template, one after the other.
    """

    template: str
    begun: int
    by: str
    owner: str
    fill: Sequence[Sequence[str]] = ()
    sent: int | None = None
    approver: str = ""
    approved: int | None = None
    published: int | None = None
    confirmed: int | None = None
    campaigns: Sequence[Campaign] = ()

    @classmethod
    def told(cls, table: Mapping[str, Any]) -> Self:
        """With its campaigns."""
        campaigns = [Campaign.read(one) for one in table.get("campaigns", ())]
        return cls.read({**table, "campaigns": campaigns})

    @property
    def named(self) -> set[str]:
        """The keys of all people that take part."""
        missing = {key for one in self.campaigns for key in one.missing}
        return (missing | {self.by, self.owner, self.approver}) - {""}


@dataclass(frozen=True)
class StandIn(Part):
    """Somebody who speaks for a seat of the board; days ago, or below zero to come."""

    member: str
    delegate: str
    starts: int
    ends: int
    reason: str

    @property
    def named(self) -> set[str]:
        """The keys of both."""
        return {self.member, self.delegate}


@dataclass(frozen=True)
class Objection(Part):
    """An appeal, lodged so many days ago; a panel that had no part is formed some days later."""

    about: str
    by: str
    lodged: int
    grounds: str
    formed: int = 3
    days: int = 10


@dataclass(frozen=True)
class Impact(Part):
    """An impact assessment on fundamental rights, and the technical file beside it.

    Begun so many days ago; approval and notice come so many days after. `files`: days ago at which
    an edition of the technical file was kept.
    """

    about: str
    by: str
    begun: int
    points: Mapping[str, str]
    approver: str = ""
    approved: int | None = None
    review: int = 330
    authority: str = ""
    notice: str = ""
    files: Sequence[int] = ()
    file_points: Mapping[str, str] = field(default_factory=dict)

    @property
    def named(self) -> set[str]:
        """The keys of all people that take part."""
        return {self.by, self.approver} - {""}


@dataclass(frozen=True)
class Assurance:
    """All of it, of one organization."""

    mishaps: Sequence[Mishap]
    yardsticks: Sequence[Yardstick]
    keepers: Sequence[Keeper]
    proofs: Sequence[Proof]
    house_rules: Sequence[HouseRule]
    stand_ins: Sequence[StandIn]
    objections: Sequence[Objection]
    impacts: Sequence[Impact]

    @property
    def named(self) -> set[str]:
        """The keys of all people that take part."""
        named = {keeper.person for keeper in self.keepers}
        named |= {key for mishap in self.mishaps for key in mishap.named}
        named |= {key for rule in self.house_rules for key in rule.named}
        named |= {key for stand_in in self.stand_ins for key in stand_in.named}
        named |= {objection.by for objection in self.objections}
        return named | {key for impact in self.impacts for key in impact.named}

    @property
    def cases(self) -> set[str]:
        """The keys of all use cases that it is about."""
        cases = {mishap.about for mishap in self.mishaps}
        cases |= {objection.about for objection in self.objections}
        cases |= {impact.about for impact in self.impacts}
        return (cases | {key for proof in self.proofs for key in proof.about}) - {""}


def read_assurance(table: Mapping[str, Sequence[Mapping[str, Any]]]) -> Assurance:
    """Everything in the file; ScriptError for a key that no field has."""
    return Assurance(
        mishaps=[Mishap.told(one) for one in table.get("incident", ())],
        yardsticks=[Yardstick.read(one) for one in table.get("framework", ())],
        keepers=[Keeper.read(one) for one in table.get("control", ())],
        proofs=[Proof.read(one) for one in table.get("evidence", ())],
        house_rules=[HouseRule.told(one) for one in table.get("policy", ())],
        stand_ins=[StandIn.read(one) for one in table.get("delegation", ())],
        objections=[Objection.read(one) for one in table.get("appeal", ())],
        impacts=[Impact.read(one) for one in table.get("impact", ())],
    )
