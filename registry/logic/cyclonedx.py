"""Pure: the bill of materials of a version of a model, as CycloneDX 1.6 (ECMA-424).

Only what is known is written; an address or digest of another form goes into the properties, so
that the bill stays valid.
"""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import quote

MEDIA_TYPE: Final = "application/vnd.cyclonedx+json; version=1.6"
SCHEMA: Final = "http://cyclonedx.org/schema/bom-1.6.schema.json"
NAMESPACE: Final = uuid.UUID("5b2f0a5e-6a55-5d0c-9a0b-5f1d8f6f4c11")
ADDRESS: Final = re.compile(
    r"[A-Za-z][A-Za-z0-9+.-]*:(//[A-Za-z0-9.-]*(:[0-9]{1,5})?(?=[/?#]|$))?"
    r"(?!//)([A-Za-z0-9._~!$&'()*+,;=:@/-]|%[0-9A-Fa-f]{2})*"
    r"(\?([A-Za-z0-9._~!$&'()*+,;=:@/?-]|%[0-9A-Fa-f]{2})*)?"
    r"(#([A-Za-z0-9._~!$&'()*+,;=:@/?-]|%[0-9A-Fa-f]{2})*)?"
)
DIGEST: Final = re.compile(r"(?:(?P<name>[A-Za-z0-9-]+):)?(?P<hex>[0-9a-fA-F]{32,128})")
ALGORITHMS: Final[Mapping[int, str]] = {
    32: "MD5",
    40: "SHA-1",
    64: "SHA-256",
    96: "SHA-384",
    128: "SHA-512",
}
NAMES: Final = frozenset({"", "md5", "sha1", "sha256", "sha384", "sha512"})
# Licences that are named by their SPDX id; any other is written by its name, which is valid, too.
SPDX: Final[Mapping[str, str]] = {
    one.casefold(): one
    for one in (
        *("Apache-2.0", "MIT", "BSD-2-Clause", "BSD-3-Clause", "ISC", "MPL-2.0", "Unlicense"),
        *("GPL-2.0-only", "GPL-2.0-or-later", "GPL-3.0-only", "GPL-3.0-or-later"),
        *("LGPL-2.1-only", "LGPL-2.1-or-later", "LGPL-3.0-only", "LGPL-3.0-or-later"),
        *("AGPL-3.0-only", "AGPL-3.0-or-later", "EPL-2.0", "EUPL-1.2", "Artistic-2.0"),
        *("CC0-1.0", "CC-BY-4.0", "CC-BY-SA-4.0", "CC-BY-NC-4.0", "CC-BY-NC-SA-4.0"),
        *("CC-BY-ND-4.0", "CC-BY-3.0", "CC-BY-SA-3.0", "PDDL-1.0", "ODbL-1.0", "ODC-By-1.0"),
        *("CDLA-Permissive-2.0", "CDLA-Sharing-1.0", "OGL-UK-3.0"),
    )
}

Json = dict[str, Any]


@dataclass(frozen=True)
class Figure:
    """One figure of an evaluation, of a part of the data where it names one."""

    metric: str
    value: str
    part: str = ""
    low: str = ""
    high: str = ""


@dataclass(frozen=True)
class Reference:
    """Where more is to be read, and by which digest it is known again."""

    kind: str
    url: str
    comment: str = ""
    digest: str = ""


@dataclass(frozen=True)
class Inequality:
    """A group that fares worse by a measure, and what was said about it."""

    group: str
    harm: str
    answer: str = ""


@dataclass(frozen=True, kw_only=True)
class Ingredient:
    """What a version was made from: data, another model, code, a prompt, or somebody's service.

    `type` is the type of a component, or `service`.
    """

    ref: str
    type: str
    name: str
    version: str = ""
    description: str = ""
    supplier: str = ""
    licence: str = ""
    digest: str = ""
    address: str = ""
    classification: str = ""
    sensitive: tuple[str, ...] = ()
    steward: str = ""
    properties: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Bill:
    """Everything that the bill of one version says."""

    organization: str
    made_at: dt.datetime
    tool: str
    tool_version: str
    ref: str
    name: str
    version: str
    description: str = ""
    supplier: str = ""
    authors: tuple[str, ...] = ()
    licence: str = ""
    purl: str = ""
    family: str = ""
    architecture: str = ""
    task: str = ""
    tags: tuple[str, ...] = ()
    ingredients: tuple[Ingredient, ...] = ()
    figures: tuple[Figure, ...] = ()
    users: tuple[str, ...] = ()
    use_cases: tuple[str, ...] = ()
    limitations: tuple[str, ...] = ()
    risks: tuple[tuple[str, str], ...] = ()
    inequalities: tuple[Inequality, ...] = ()
    references: tuple[Reference, ...] = ()
    properties: Mapping[str, str] = field(default_factory=dict)


def written(bill: Bill) -> Json:
    """The bill as JSON. The same facts have the same serial number, whenever it is made."""
    body: Json = {
        "metadata": {
            "timestamp": bill.made_at.isoformat(timespec="seconds"),
            "lifecycles": [{"phase": "operations"}],
            "tools": {
                "components": [
                    {"type": "application", "name": bill.tool, "version": bill.tool_version}
                ]
            },
            "component": _model(bill),
            "supplier": {"name": bill.organization},
        },
        "components": [_component(one) for one in bill.ingredients if one.type != "service"],
        "services": [_service(one) for one in bill.ingredients if one.type == "service"],
        "dependencies": [
            {"ref": bill.ref, "dependsOn": [one.ref for one in bill.ingredients]},
            *({"ref": one.ref} for one in bill.ingredients),
        ],
    }
    serial = uuid.uuid5(NAMESPACE, repr({**body, "metadata": body["metadata"]["component"]}))
    return {
        "$schema": SCHEMA,
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{serial}",
        "version": 1,
        **_known(body),
    }


def model_purl(name: str, version: str, repository: str) -> str:
    """The package URL of a version in a registry that speaks MLflow's protocol."""
    where = quote(repository, safe="")
    return f"pkg:mlflow/{quote(name, safe='')}@{quote(version, safe='')}?repository_url={where}"


def _model(bill: Bill) -> Json:
    return _known(
        {
            "type": "machine-learning-model",
            "bom-ref": bill.ref,
            "supplier": {"name": bill.supplier} if bill.supplier else None,
            "manufacturer": {"name": bill.organization},
            "authors": [{"name": name} for name in bill.authors],
            "name": bill.name,
            "version": bill.version,
            "description": bill.description,
            "licenses": _licences(bill.licence),
            "purl": bill.purl,
            "tags": list(bill.tags),
            "externalReferences": _references(bill.references),
            "modelCard": _model_card(bill),
            "properties": _properties(
                {**bill.properties, **_unwritten(bill.references)},
            ),
        }
    )


def _model_card(bill: Bill) -> Json:
    data = [{"ref": one.ref} for one in bill.ingredients if one.type == "data"]
    return _known(
        {
            "modelParameters": _known(
                {
                    "task": bill.task,
                    "architectureFamily": bill.family,
                    "modelArchitecture": bill.architecture,
                    "datasets": data,
                }
            ),
            "quantitativeAnalysis": _known(
                {"performanceMetrics": [_figure(one) for one in bill.figures]}
            ),
            "considerations": _known(
                {
                    "users": list(bill.users),
                    "useCases": list(bill.use_cases),
                    "technicalLimitations": list(bill.limitations),
                    "ethicalConsiderations": [
                        _known({"name": name, "mitigationStrategy": answer})
                        for name, answer in bill.risks
                    ],
                    "fairnessAssessments": [
                        _known(
                            {
                                "groupAtRisk": one.group,
                                "harms": one.harm,
                                "mitigationStrategy": one.answer,
                            }
                        )
                        for one in bill.inequalities
                    ],
                }
            ),
        }
    )


def _figure(figure: Figure) -> Json:
    bounds = _known({"lowerBound": figure.low, "upperBound": figure.high})
    return _known(
        {
            "type": figure.metric,
            "value": figure.value,
            "slice": figure.part,
            "confidenceInterval": bounds,
        }
    )


def _component(one: Ingredient) -> Json:
    is_data = one.type == "data"
    reference = Reference("distribution", one.address)
    return _known(
        {
            "type": one.type,
            "bom-ref": one.ref,
            "supplier": {"name": one.supplier} if one.supplier else None,
            "name": one.name or one.ref,
            "version": one.version,
            "description": one.description,
            "hashes": _hashes(one.digest),
            "licenses": _licences(one.licence),
            "externalReferences": _references([reference]),
            "data": [_data(one)] if is_data else None,
            "properties": _properties({**one.properties, **_unwritten([reference], one.digest)}),
        }
    )


def _data(one: Ingredient) -> Json:
    stewards = [{"contact": {"name": one.steward}}] if one.steward else []
    return _known(
        {
            "type": "dataset",
            "name": one.name,
            "classification": one.classification,
            "sensitiveData": list(one.sensitive),
            "description": one.description,
            "governance": {"stewards": stewards} if stewards else None,
        }
    )


def _service(one: Ingredient) -> Json:
    reference = Reference("website", one.address)
    return _known(
        {
            "bom-ref": one.ref,
            "provider": {"name": one.supplier or one.name},
            "name": one.name or one.ref,
            "version": one.version,
            "description": one.description,
            "licenses": _licences(one.licence),
            "externalReferences": _references([reference]),
            "properties": _properties({**one.properties, **_unwritten([reference], one.digest)}),
        }
    )


def _references(references: Iterable[Reference]) -> list[Json]:
    return [
        _known(
            {
                "type": one.kind,
                "url": one.url,
                "comment": one.comment,
                "hashes": _hashes(one.digest),
            }
        )
        for one in references
        if ADDRESS.fullmatch(one.url)
    ]


def _unwritten(references: Sequence[Reference], digest: str = "") -> dict[str, str]:
    """Addresses and digests that have no form of their own in a bill."""
    kept = {
        f"coe:{one.kind}": one.url
        for one in references
        if one.url and not ADDRESS.fullmatch(one.url)
    }
    return {**kept, **({"coe:digest": digest} if digest and not _hashes(digest) else {})}


def _hashes(digest: str) -> list[Json]:
    found = DIGEST.fullmatch(digest.strip())
    if found is None:
        return []
    algorithm = ALGORITHMS.get(len(found["hex"]))
    named = (found["name"] or "").lower().replace("-", "")
    if algorithm is None or named not in NAMES:
        return []
    if named and named != algorithm.lower().replace("-", ""):
        return []
    return [{"alg": algorithm, "content": found["hex"].lower()}]


def _licences(licence: str) -> list[Json]:
    name = licence.strip()
    if not name:
        return []
    known = SPDX.get(name.casefold())
    return [{"license": {"id": known} if known else {"name": name}}]


def _properties(values: Mapping[str, str]) -> list[Json]:
    return [{"name": name, "value": value} for name, value in values.items() if value]


def _known(values: Json) -> Json:
    """Without what nobody has said."""
    return {name: value for name, value in values.items() if value not in (None, "", [], {})}
