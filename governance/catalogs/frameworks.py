"""The frameworks, crosswalk and controls that come with the portal, as plain rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final

from governance.catalogs import load
from governance.choices import ControlScope, MappingStrength, RequirementStatus
from governance.logic.frameworks import RequirementRow, with_groups
from intake.catalogs import load as load_of_intake
from intake.choices import Gate, Tier

EU_AI_ACT, NIST, ISO_42001 = "eu-ai-act", "nist-ai-rmf", "iso-42001"
FILES: Final = {EU_AI_ACT: "eu_ai_act", NIST: "nist_ai_rmf", ISO_42001: "iso_42001"}
# Keys of a row that have a column of their own, or say nothing to a reader.
_COLUMNS = frozenset(
    {
        "id",
        "ref",
        "title",
        "summary",
        "applies_to",
        "evidence",
        "applies_from",
        "applies_from_by_route",
        "status",
        "note",
        "parent",
    }
)
_GATE_OF: Final = {"intake": Gate.DISCOVERY, "monitor": Gate.MONITORING, "retire": Gate.RETIRED}
# What the organization does once; everything else is done for each use case.
_ORGANIZATION_WIDE: Final = frozenset({"acceptable-use", "incident-plan", "records-kept"})


@dataclass(frozen=True)
class CatalogFramework:
    """A framework in the edition that comes with the portal."""

    key: str
    name: str
    label: str
    source: str
    note: str
    dated: dt.date
    requirements: tuple[RequirementRow, ...] = field(repr=False)


@dataclass(frozen=True)
class CatalogMapping:
    """A line of the crosswalk."""

    framework: str
    code: str
    to_framework: str
    to_code: str
    strength: MappingStrength
    why: str


@dataclass(frozen=True)
class CatalogControl:
    """A control of the shipped tier policy, with the requirements that it serves."""

    key: str
    title: str
    description: str
    scope: ControlScope
    gate: Gate
    tiers: tuple[Tier, ...]
    links: tuple[tuple[str, str], ...]


@cache
def catalog_framework(key: str) -> CatalogFramework:
    """One of the shipped frameworks; KeyError for another key."""
    raw = load(FILES[key])
    rows = {EU_AI_ACT: _eu_rows, NIST: _nist_rows, ISO_42001: _iso_rows}[key](raw)
    return CatalogFramework(
        key=key,
        name=raw["name"],
        label=raw["version"],
        source=raw["source"],
        note=raw.get("note") or raw["disclaimer"],
        dated=dt.date.fromisoformat(raw["date"]),
        requirements=with_groups(rows),
    )


def catalog_frameworks() -> list[CatalogFramework]:
    """All that come with the portal."""
    return [catalog_framework(key) for key in FILES]


@cache
def crosswalk() -> tuple[CatalogMapping, ...]:
    """Which requirement of the shipped frameworks shares evidence with which other."""
    return tuple(
        CatalogMapping(
            framework=raw["from"]["framework"],
            code=raw["from"]["ref"],
            to_framework=raw["to"]["framework"],
            to_code=raw["to"]["ref"],
            strength=MappingStrength(raw["strength"]),
            why=raw.get("why", ""),
        )
        for raw in load("mappings")["mappings"]
    )


@cache
def catalog_controls() -> tuple[CatalogControl, ...]:
    """The controls of the shipped tier policy."""
    framework_of = {
        row.code: framework.key
        for framework in catalog_frameworks()
        for row in framework.requirements
    }
    return tuple(
        CatalogControl(
            key=raw["id"],
            title=raw["title"],
            description=raw["description"],
            scope=_scope(raw["id"]),
            gate=_GATE_OF.get(raw["stage"]) or Gate(raw["stage"]),
            tiers=tuple(
                tier for tier in Tier if raw.get(tier.value, "not_required") != "not_required"
            ),
            links=tuple((framework_of[code], code) for code in raw["refs"]),
        )
        for raw in load_of_intake("risk_tiers")["controls"]
    )


def _scope(key: str) -> ControlScope:
    return ControlScope.ORGANIZATION if key in _ORGANIZATION_WIDE else ControlScope.USE_CASE


def _eu_rows(raw: Mapping[str, Any]) -> Iterator[RequirementRow]:
    named = _named_by_classification()
    for row in raw["requirements"]:
        yield RequirementRow(
            code=row["ref"],
            parent=row.get("parent", ""),
            title=row["title"],
            summary=row["summary"],
            note=row.get("note", ""),
            status=RequirementStatus(row["status"]),
            applies_from=dt.date.fromisoformat(row["applies_from"]),
            dates=_dates(row),
            roles=tuple(row["applies_to"]["role"]),
            classes=tuple(row["applies_to"]["class"]),
            by_finding=row["ref"] in named,
            evidence=tuple(row["evidence"]),
            facts={name: value for name, value in row.items() if name not in _COLUMNS},
        )


def _dates(row: Mapping[str, Any]) -> dict[str, str]:
    """The further dates of a row by name; the route that has the main date is left out."""
    routes = row.get("applies_from_by_route", {})
    dates = {name: day for name, day in routes.items() if day != row["applies_from"]}
    for name in ("formal_applies_from", "legacy_applies_from", "amended_from"):
        if name in row:
            dates[name] = row[name]
    return dates


def _named_by_classification() -> frozenset[str]:
    """Codes that some rule of the legal questionnaire names: only it knows to whom they apply."""
    rules = load_of_intake("eu_ai_act_classification")["rules"]
    return frozenset(code for rule in rules for code in rule.get("requirements", ()))


def _nist_rows(raw: Mapping[str, Any]) -> Iterator[RequirementRow]:
    rows = [*raw["functions"], *raw["categories"], *raw["subcategories"]]
    for row in sorted(rows, key=lambda row: _nist_place(row["ref"])):
        yield _plain_row(row)
    yield RequirementRow(code="GAI", title="Risks of generative AI")
    for row in raw["genai_risks"]:
        yield _plain_row({**row, "parent": "GAI", "summary": row["official_name"]})


def _nist_place(code: str) -> tuple[int, list[int]]:
    function, _space, number = code.partition(" ")
    numbers = [int(part) for part in number.split(".") if part]
    return ["GOVERN", "MAP", "MEASURE", "MANAGE"].index(function), numbers


def _iso_rows(raw: Mapping[str, Any]) -> Iterator[RequirementRow]:
    for row in [*raw["clauses"], *raw["controls"]]:
        yield _plain_row(row)


def _plain_row(row: Mapping[str, Any]) -> RequirementRow:
    return RequirementRow(
        code=row["ref"],
        parent=row.get("parent", ""),
        title=row["title"],
        summary=row.get("summary", ""),
        evidence=tuple(row.get("evidence", ())),
    )
