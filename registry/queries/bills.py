"""What the bill of materials of a version says, out of its lineage, documents and use cases."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import replace
from importlib.metadata import PackageNotFoundError, version as package_version
from typing import Final

from django.conf import settings

from coe_portal.tenancy.addresses import org_url
from coe_portal.tenancy.models import Organization
from registry.choices import DocumentKind, InputKind, PersonalData
from registry.logic.cyclonedx import (
    Bill,
    Figure,
    Inequality,
    Ingredient,
    Reference,
    model_purl,
)
from registry.logic.evaluations import EvaluationContent
from registry.logic.fairness import Findings
from registry.logic.model_cards import ModelCard
from registry.models.datasets import Dataset
from registry.models.documents import ModelDocument
from registry.models.models import ModelVersion, VersionInput
from registry.queries.candidates import Candidate
from registry.queries.fairness import findings_of

MOST_INPUTS: Final = 500
MOST_CASES: Final = 50
TYPES: Final = {
    InputKind.DATASET: "data",
    InputKind.MODEL: "machine-learning-model",
    InputKind.PROMPT: "machine-learning-model",
    InputKind.VENDOR: "service",
    InputKind.CODE: "library",
}
REFERENCES: Final = {
    DocumentKind.MODEL_CARD: "model-card",
    DocumentKind.FAIRNESS: "risk-assessment",
    DocumentKind.ADVERSARIAL: "pentest-report",
    DocumentKind.OVERSIGHT: "documentation",
    DocumentKind.DATASHEET: "documentation",
}


def bill_of(version: ModelVersion, organization: Organization, *, made_at: dt.datetime) -> Bill:
    """Everything that is known of a version, for its bill of materials. Seven queries."""
    candidate = Candidate(version)
    model, documents = version.model, candidate.documents
    card = _card(documents)
    findings = list(_findings(documents))
    return Bill(
        organization=organization.name,
        made_at=made_at,
        tool="CoE Portal",
        tool_version=_own_version(),
        ref=_ref(version),
        name=model.name,
        version=str(version.number),
        description=version.description or model.description or card.intro,
        supplier=model.provider if model.vendor is None else model.vendor.name,
        authors=tuple(str(one) for one in (version.developer,) if one is not None),
        licence=card.license,
        purl=model_purl(
            model.name, str(version.number), f"{settings.SITE_URL}/{organization.slug}/mlflow"
        ),
        family=str(model.get_kind_display()),
        architecture=card.library,
        task=card.named("pipeline_tag"),
        tags=card.tags,
        ingredients=tuple(map(_ingredient, _inputs(version))),
        figures=(*_figures(documents, card), *_rates(findings)),
        users=_said(card, "uses"),
        use_cases=(
            *(f"{case.reference} {case.title}" for case in candidate.use_cases[:MOST_CASES]),
            *_said(card, "direct_use"),
        ),
        limitations=(*_said(card, "risks"), *_said(card, "out_of_scope")),
        risks=_risks(card),
        inequalities=tuple(_inequalities(documents)),
        references=tuple(_references(version, documents)),
        properties=_properties(version),
    )


def _own_version() -> str:
    try:
        return package_version("coe-portal")
    except PackageNotFoundError:  # run from its source, as in a container
        return "0"


def _ref(version: ModelVersion) -> str:
    return f"{version.model.reference}@{version.number}"


def _inputs(version: ModelVersion) -> Iterable[VersionInput]:
    rows = version.inputs.select_related(
        "parent__model__vendor", "vendor", "dataset__steward__user"
    )
    found: Iterable[VersionInput] = rows.order_by("kind", "role", "name", "pk")[:MOST_INPUTS]
    return found


def _ingredient(one: VersionInput) -> Ingredient:
    kind = InputKind(one.kind)
    parent, vendor = one.parent, one.vendor
    if vendor is None and parent is not None:
        vendor = parent.model.vendor
    plain = Ingredient(
        ref=f"{one.kind}/{one.role}/{one.name}",
        type=TYPES[kind],
        name=one.name if parent is None else parent.model.name,
        version="" if parent is None else str(parent.number),
        supplier=vendor.name if vendor is not None else "",
        digest=one.digest,
        address=one.uri or (vendor.website if vendor is not None else ""),
        properties={
            "coe:role": one.role,
            "coe:kind": one.kind,
            "coe:registry": "" if parent is None else _ref(parent),
            "coe:vendor": "" if vendor is None else f"{vendor.reference} ({vendor.status})",
        },
    )
    return plain if one.dataset is None else _with_dataset(plain, one.dataset)


def _with_dataset(plain: Ingredient, dataset: Dataset) -> Ingredient:
    """With what the catalogue knows of the data."""
    is_personal = dataset.personal_data != PersonalData.NONE
    sensitive = (str(dataset.get_personal_data_display()), dataset.personal_note)
    return replace(
        plain,
        name=dataset.name,
        version=dataset.version,
        description=dataset.description,
        supplier=plain.supplier or dataset.source,
        licence=dataset.licence,
        digest=plain.digest or dataset.digest,
        address=plain.address or dataset.url,
        classification=dataset.classification,
        sensitive=tuple(filter(None, sensitive)) if is_personal else (),
        steward=str(dataset.steward),
        properties={**plain.properties, "coe:registry": dataset.reference},
    )


def _card(documents: Iterable[ModelDocument]) -> ModelCard:
    """The structured model card; empty without one."""
    cards = (one.content for one in documents if one.kind == DocumentKind.MODEL_CARD)
    return ModelCard.from_content(next(cards, {}))


def _findings(documents: Iterable[ModelDocument]) -> Iterator[Findings]:
    for document in documents:
        found = findings_of(document)
        if found is not None:
            yield found


def _figures(documents: Iterable[ModelDocument], card: ModelCard) -> Iterator[Figure]:
    for document in documents:
        for one in EvaluationContent.from_content(document.content).results:
            part = ", ".join(filter(None, (one.suite, one.dataset)))
            yield Figure(one.metric, f"{one.value:g}", part)
    for result in card.results:
        part = ", ".join(filter(None, (result.task, result.dataset, result.split)))
        yield Figure(result.metric, str(result.value), part)


def _rates(findings: Iterable[Findings]) -> Iterator[Figure]:
    """Of each group, and how far groups are apart."""
    for found in findings:
        for feature in found.features:
            for group in feature.groups:
                for rate, shown in group.rates.items():
                    bounds = (f"{shown.low:.4f}", f"{shown.high:.4f}")
                    part = f"{feature.name}: {group.name}"
                    yield Figure(str(rate), f"{shown.value:.4f}", part, *bounds)
            for one in feature.judged:
                if one.value is not None:
                    yield Figure(str(one.measure), f"{one.value:.4f}", feature.name)


def _inequalities(documents: Iterable[ModelDocument]) -> Iterator[Inequality]:
    """What went beyond its limit, with why that was let be."""
    for document in documents:
        found = findings_of(document)
        for feature in found.features if found is not None else ():
            for one in feature.judged:
                if one.value is not None and one.passed is False:
                    harm = f"{one.measure} {one.value:.4f}, limit {one.limit}"
                    yield Inequality(
                        f"{feature.name}: {one.lowest}",
                        harm,
                        document.content.get("limits_reason", ""),
                    )


def _said(card: ModelCard, key: str) -> tuple[str, ...]:
    text = card.text(key)
    return (text,) if text else ()


def _risks(card: ModelCard) -> tuple[tuple[str, str], ...]:
    named = card.text("risks")
    return ((named, card.text("recommendations")),) if named else ()


def _references(version: ModelVersion, documents: Iterable[ModelDocument]) -> Iterator[Reference]:
    yield Reference("website", f"{settings.SITE_URL}{version.get_absolute_url()}")
    yield Reference("distribution", version.source)
    if version.run_link:
        yield Reference("build-meta", version.run_link, version.run_id)
    bom = org_url("registry:version_bom", reference=version.model.reference, number=version.number)
    yield Reference("bom", f"{settings.SITE_URL}{bom}")
    for one in documents:
        kind = REFERENCES.get(DocumentKind(one.kind), "quality-metrics")
        if one.attachment is not None:
            address = f"{settings.SITE_URL}{one.attachment.get_absolute_url()}"
            yield Reference(kind, address, str(one), one.digest)
        else:
            yield Reference(
                kind, one.url or f"{settings.SITE_URL}{one.get_absolute_url()}", str(one)
            )


def _properties(version: ModelVersion) -> dict[str, str]:
    model = version.model
    return {
        "coe:reference": model.reference,
        "coe:kind": model.kind,
        "coe:stage": version.stage,
        "coe:owner": str(model.owner),
        "coe:validator": str(version.validator or ""),
        "coe:run": version.run_id,
    }
