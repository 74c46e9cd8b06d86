"""What the demo tells: read from the TOML files in `content/`, checked while reading."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from demo.assurance import Assurance, read_assurance
from demo.curriculum import Curriculum, read_curriculum
from demo.dangers import Danger, read_danger
from demo.dossiers import Dossiers, read_dossiers
from demo.exemptions import Exemption
from demo.gatherings import Gathering, read_gathering
from demo.holdings import Holdings, read_holdings
from demo.inventory import Specimen, Supplier, Verdict, read_inventory, read_suppliers
from demo.parts import Part, ScriptError
from demo.savings import Savings, read_savings

CONTENT = Path(__file__).parent / "content"
ORGANIZATIONS = ("bank", "hospital")
NO_CASES = {
    *("organization", "training", "risks", "meetings", "assurance", "registry"),
    *("benefits", "holdings", "dossiers"),
}
PASSWORD = "coe-portal-demo"  # noqa: S105  (printed for everybody; production has no such command)

Answers = Mapping[str, Any]


@dataclass(frozen=True)
class Unit(Part):
    """A business unit and who usually answers for its use cases (keys of people)."""

    name: str
    parent: str = ""
    sponsor: str = ""
    tech_lead: str = ""
    compliance: str = ""


@dataclass(frozen=True)
class Person(Part):
    """Somebody who signs in. `days`: the membership ends that many days from now."""

    name: str
    title: str
    roles: Sequence[str]
    unit: str = ""
    days: int | None = None
    email: str = ""


@dataclass(frozen=True)
class Invitation(Part):
    """An invitation that nobody has accepted yet."""

    email: str
    roles: Sequence[str]
    unit: str


@dataclass(frozen=True)
class Chair(Part):
    """A seat of the board."""

    discipline: str
    member: str
    alternate: str = ""
    chair: bool = False
    veto: bool = False


@dataclass(frozen=True)
class Council(Part):
    """The organization's board and its rule."""

    name: str
    purpose: str
    majority: str
    quorum: int
    required: Sequence[str]
    days: int
    seats: Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Term(Part):
    """A condition of an approval: due so many days after the vote, or (`until`) from today.

    `met`, `offered`: days after the decision at which evidence was accepted, or only brought.
    `late`: days after the due day at which it was brought; until then the case is suspended.
    """

    text: str
    due: int = 0
    until: int | None = None
    met: int | None = None
    offered: int | None = None
    late: int | None = None
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Opinion(Verdict):
    """How one seat votes at a gate; `by` may also be "panel", for all who hear an appeal."""

    gate: str


@dataclass(frozen=True)
class Remark(Part):
    """A comment, so many days after registration."""

    by: str
    after: int
    text: str


@dataclass(frozen=True)
class Paper(Part):
    """A file on the use case: brought before a gate is asked for, or so many days in."""

    name: str
    by: str
    gate: str = ""
    after: int | None = None


@dataclass(frozen=True)
class StepBack(Part):
    """A voter declares a conflict so many days after the review was opened."""

    gate: str
    by: str
    reason: str
    after: int


@dataclass(frozen=True)
class Revision(Part):
    """Other answers, so many days ago."""

    at: int
    by: str
    answers: Answers
    text: str


@dataclass(frozen=True)
class Ending(Part):
    """The case is taken off the ladder, so many days ago."""

    to: str
    at: int
    reason: str


@dataclass(frozen=True)
class Share(Part):
    """One section of a draft, given to a colleague."""

    section: str
    note: str
    person: str


@dataclass(frozen=True)
class Case(Part):
    """One use case and its year. Days are days ago; `gates` says when each gate was asked for.

    A case with `draft` is not submitted: these sections are answered. `waiting` names the gate
    whose review is still open, in which only the disciplines in `voted` have voted.
    """

    key: str
    title: str
    summary: str
    users: str
    unit: str
    owner: str
    kind: str
    registered: int
    objective: str
    workflow: str
    input_output: str
    benefit: int
    hours: int
    answers: Answers
    gates: Mapping[str, int]
    sponsor: str = ""
    tech_lead: str = ""
    compliance: str = ""
    waiting: str = ""
    voted: Sequence[str] = ()
    # What the first voter of the open review asks the team; nobody has answered yet.
    asked: str = ""
    draft: Sequence[str] = ()
    metrics: Sequence[Sequence[str]] = ()
    sources: Sequence[Sequence[Any]] = ()
    opinions: Sequence[Opinion] = ()
    remarks: Sequence[Remark] = ()
    papers: Sequence[Paper] = ()
    recusals: Sequence[StepBack] = ()
    revisions: Sequence[Revision] = ()
    endings: Sequence[Ending] = ()
    shares: Sequence[Share] = ()

    @property
    def named(self) -> set[str]:
        """The keys of all people that take part."""
        named = {self.owner, self.sponsor, self.tech_lead, self.compliance}
        named |= {remark.by for remark in self.remarks} | {paper.by for paper in self.papers}
        named |= {step.by for step in self.recusals} | {one.by for one in self.revisions}
        return (named | {share.person for share in self.shares}) - {""}

    @property
    def terms(self) -> list[Term]:
        """The conditions of all opinions."""
        return [Term.read(table) for opinion in self.opinions for table in opinion.conditions]


LISTS: Mapping[str, type[Part]] = {
    "opinions": Opinion,
    "remarks": Remark,
    "papers": Paper,
    "recusals": StepBack,
    "revisions": Revision,
    "endings": Ending,
    "shares": Share,
}


@dataclass(frozen=True)
class Script:
    """One organization: how it is set up, and its use cases."""

    name: str
    slug: str
    timezone: str
    currency: str
    fiscal_year_start_month: int
    domain: str
    founder: str
    units: Mapping[str, Unit]
    people: Mapping[str, Person]
    council: Council
    invitation: Invitation
    cases: Sequence[Case]
    training: Curriculum
    dangers: Sequence[Danger]
    gatherings: Sequence[Gathering]
    exemptions: Sequence[Exemption]
    assurance: Assurance
    models: Sequence[Specimen]
    suppliers: Sequence[Supplier]
    savings: Savings
    holdings: Holdings
    dossiers: Dossiers
    # Whose defaults its decision rights take; without one it has published none.
    operating_model: str = ""

    def email(self, key: str) -> str:
        """The address with which a person signs in."""
        return self.people[key].email or f"{key}@{self.domain}"


def load_all() -> list[Script]:
    """Both organizations."""
    return [load(CONTENT / name) for name in ORGANIZATIONS]


def load(folder: Path) -> Script:
    """One organization from its folder; ScriptError when it names what does not exist."""
    setup = _toml(folder / "organization.toml")
    kinds = _toml(CONTENT / "kinds.toml")
    files = sorted(path for path in folder.glob("*.toml") if path.stem not in NO_CASES)
    script = Script(
        units={code: Unit.read(table) for code, table in setup.pop("units").items()},
        people={key: Person.read(table) for key, table in setup.pop("people").items()},
        council=Council.read(setup.pop("board")),
        invitation=Invitation.read(setup.pop("invitation")),
        training=read_curriculum(_toml(folder / "training.toml")),
        dangers=[read_danger(table) for table in _toml(folder / "risks.toml")["risk"]],
        exemptions=[
            Exemption.read(table) for table in _toml(folder / "risks.toml").get("waiver", ())
        ],
        gatherings=[read_gathering(table) for table in _toml(folder / "meetings.toml")["meeting"]],
        assurance=read_assurance(_toml(folder / "assurance.toml")),
        models=read_inventory(_toml(folder / "registry.toml")),
        suppliers=read_suppliers(_toml(folder / "registry.toml")),
        savings=read_savings(_toml(folder / "benefits.toml")),
        holdings=read_holdings(_toml(folder / "holdings.toml")),
        dossiers=read_dossiers(_toml(folder / "dossiers.toml")),
        cases=[_case(table, kinds) for path in files for table in _toml(path)["case"]],
        **setup,
    )
    _check(script)
    return script


def _toml(path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        return tomllib.load(file)


def _case(table: dict[str, Any], kinds: Mapping[str, Answers]) -> Case:
    own = table.pop("answers", {})
    parts = {name: [part.read(one) for one in table.pop(name, [])] for name, part in LISTS.items()}
    answers = {**kinds["base"], **kinds[table["kind"]], **own}
    return Case.read({"gates": {}, **table, **parts, "answers": answers})


def _check(script: Script) -> None:
    """Every person and unit that is named exists, and no key stands for two cases."""
    for case in script.cases:
        if unknown := case.named - set(script.people):
            msg = f"{script.slug}: {case.key} names {', '.join(sorted(unknown))}"
            raise ScriptError(msg)
        if case.unit not in script.units:
            msg = f"{script.slug}: {case.key} is in no known unit: {case.unit}"
            raise ScriptError(msg)
    if unknown := script.training.named - set(script.people):
        msg = f"{script.slug}: training names {', '.join(sorted(unknown))}"
        raise ScriptError(msg)
    _check_gatherings(script)
    _check_dangers(script)
    _check_assurance(script)
    _check_models(script)
    _check_savings(script)
    _check_holdings(script)
    _check_dossiers(script)
    keys = [case.key for case in script.cases]
    if len(set(keys)) < len(keys):
        msg = f"{script.slug}: two use cases have the same key"
        raise ScriptError(msg)


def _check_dangers(script: Script) -> None:
    cases = {case.key for case in script.cases}
    for danger in script.dangers:
        unknown = danger.named - set(script.people) | {danger.about} - cases - {""}
        if unknown:
            msg = f"{script.slug}: the risk {danger.title} names {', '.join(sorted(unknown))}"
            raise ScriptError(msg)
    for exemption in script.exemptions:
        unknown = exemption.named - set(script.people) | {exemption.about} - cases
        if unknown:
            msg = f"{script.slug}: a waiver of {exemption.control} names {sorted(unknown)}"
            raise ScriptError(msg)


def _check_assurance(script: Script) -> None:
    cases = {case.key for case in script.cases}
    unknown = script.assurance.named - set(script.people) | script.assurance.cases - cases
    if unknown:
        msg = f"{script.slug}: assurance names {', '.join(sorted(unknown))}"
        raise ScriptError(msg)


def _check_models(script: Script) -> None:
    cases = {case.key for case in script.cases}
    for model in script.models:
        if unknown := model.named - set(script.people) | set(model.about) - cases:
            msg = f"{script.slug}: the model {model.name} names {', '.join(sorted(unknown))}"
            raise ScriptError(msg)
    for supplier in script.suppliers:
        if unknown := supplier.named - set(script.people):
            msg = f"{script.slug}: the vendor {supplier.name} names {', '.join(sorted(unknown))}"
            raise ScriptError(msg)


def _check_savings(script: Script) -> None:
    cases = {case.key for case in script.cases}
    unknown = script.savings.named - set(script.people) | script.savings.cases - cases
    if unknown:
        msg = f"{script.slug}: benefits name {', '.join(sorted(unknown))}"
        raise ScriptError(msg)


def _check_holdings(script: Script) -> None:
    told = script.holdings
    unknown = told.people - set(script.people) | told.versions - _versions(script)
    unknown |= told.cases - {case.key for case in script.cases}
    if unknown:
        msg = f"{script.slug}: holdings name {', '.join(sorted(unknown))}"
        raise ScriptError(msg)


def _check_dossiers(script: Script) -> None:
    told = script.dossiers
    if unknown := told.people - set(script.people) | told.versions - _versions(script):
        msg = f"{script.slug}: dossiers name {', '.join(sorted(unknown))}"
        raise ScriptError(msg)


def _versions(script: Script) -> set[str]:
    """All versions that are told, as `key:2`."""
    return {
        f"{model.key}:{number}"
        for model in script.models
        for number in range(1, len(model.releases) + 1)
    }


def _check_gatherings(script: Script) -> None:
    for gathering in script.gatherings:
        if unknown := gathering.named - set(script.people):
            msg = f"{script.slug}: the meeting {gathering.title} names {', '.join(sorted(unknown))}"
            raise ScriptError(msg)
