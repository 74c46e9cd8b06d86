"""Pure: what model cards, datasheets and oversight plans have to say, by tier and kind of model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from intake.choices import Tier
from registry.choices import DocumentKind, ModelKind
from registry.logic.completeness import RANK, TRAINED
from registry.logic.model_cards import SCHEMA as CARD_SCHEMA, ModelCard

SHEETS: Final[Mapping[DocumentKind, str]] = {
    DocumentKind.DATASHEET: "datasheet/1",
    DocumentKind.OVERSIGHT: "oversight/1",
}
"""Documents of questions and answers, with the name of their form."""

WRITTEN: Final = frozenset({DocumentKind.MODEL_CARD, *SHEETS})
"""Documents that are written in the portal, part by part."""

APART: Final = ("intro", "more")
"""Texts of a card that stand under no heading of its own."""

ALL: Final = frozenset(ModelKind)


@dataclass(frozen=True)
class PartNeed:
    """From a tier upwards one of these parts has to say something."""

    document: DocumentKind
    parts: tuple[str, ...]
    tier: Tier
    kinds: frozenset[ModelKind] = ALL


def _needs(
    document: DocumentKind, tier: Tier, *parts: str, kinds: frozenset[ModelKind] = ALL
) -> tuple[PartNeed, ...]:
    return tuple(PartNeed(document, tuple(one.split("|")), tier, kinds) for one in parts)


_CARD: Final = DocumentKind.MODEL_CARD
_SHEET: Final = DocumentKind.DATASHEET
_PLAN: Final = DocumentKind.OVERSIGHT
PART_NEEDS: Final = (
    *_needs(_CARD, Tier.LOW, "details|intro", "uses|direct_use", "risks", "contact"),
    *_needs(_CARD, Tier.MEDIUM, "out_of_scope", "evaluation|results"),
    *_needs(_CARD, Tier.MEDIUM, "training|training_data", kinds=TRAINED),
    *_needs(_CARD, Tier.HIGH, "recommendations"),
    *_needs(_CARD, Tier.HIGH, "training_procedure", "environmental", kinds=TRAINED),
    *_needs(_SHEET, Tier.LOW, "purpose", "instances", "sensitive", "acquired"),
    *_needs(_SHEET, Tier.LOW, "unsuitable", "licence", "maintainer"),
    *_needs(_SHEET, Tier.HIGH, "sampling", "labels", "gaps", "groups", "consent"),
    *_needs(_SHEET, Tier.HIGH, "cleaning", "retention"),
    *_needs(_PLAN, Tier.LOW, "overseers", "decisions", "stop", "escalation"),
    *_needs(_PLAN, Tier.HIGH, "competence", "information", "override", "overreliance"),
    *_needs(_PLAN, Tier.HIGH, "fallback", "rehearsal"),
)
"""What has to be said, as a table; `a|b` is one or the other."""


def texts_of(kind: DocumentKind, content: Mapping[str, Any]) -> dict[str, str]:
    """What a document says, by the key of its part; nothing for one that is a file."""
    if kind == DocumentKind.MODEL_CARD and content.get("schema") == CARD_SCHEMA:
        return {**content.get("sections", {}), **{key: content.get(key, "") for key in APART}}
    if kind in SHEETS and content.get("schema") == SHEETS[kind]:
        return dict(content.get("answers", {}))
    return {}


def empty_content(kind: DocumentKind) -> dict[str, Any]:
    """A document in which nothing is written."""
    return ModelCard().content() if kind == DocumentKind.MODEL_CARD else sheet_content(kind, {})


def with_text(
    kind: DocumentKind, content: Mapping[str, Any], key: str, text: str
) -> dict[str, Any]:
    """The document with another text of one part."""
    if kind == DocumentKind.MODEL_CARD and key in APART:
        return {**content, key: text}
    name = "sections" if kind == DocumentKind.MODEL_CARD else "answers"
    return {**content, name: {**content.get(name, {}), key: text}}


def sheet_content(kind: DocumentKind, answers: Mapping[str, str]) -> dict[str, Any]:
    """Answers as a document keeps them."""
    kept = {key: text.strip() for key, text in answers.items() if text.strip()}
    return {"schema": SHEETS[kind], "answers": kept}


def parts_needed(
    document: DocumentKind, tier: Tier | None, kind: ModelKind
) -> tuple[tuple[str, ...], ...]:
    """What a document has to say; without a tier what it always has to."""
    rank = 0 if tier is None else RANK[tier]
    return tuple(
        need.parts
        for need in PART_NEEDS
        if need.document == document and rank >= RANK[need.tier] and kind in need.kinds
    )


def parts_missing(
    document: DocumentKind, content: Mapping[str, Any], tier: Tier | None, kind: ModelKind
) -> tuple[str, ...]:
    """Keys of the parts that have to say something and are empty; none of one that is a file."""
    if not is_written(document, content):
        return ()
    texts = texts_of(document, content)
    return tuple(
        parts[0]
        for parts in parts_needed(document, tier, kind)
        if not any(texts.get(key, "").strip() for key in parts)
    )


def is_written(document: DocumentKind, content: Mapping[str, Any]) -> bool:
    """Whether the portal reads it, part by part."""
    expected = CARD_SCHEMA if document == DocumentKind.MODEL_CARD else SHEETS.get(document)
    return expected is not None and content.get("schema") == expected
