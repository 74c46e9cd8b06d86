"""Which documents a version needs before production, by tier and kind, and what is missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from intake.choices import Tier
from registry.choices import DocumentKind, DocumentResult, ModelKind

EVALUATIONS: Final = frozenset(
    {
        DocumentKind.OFFLINE,
        DocumentKind.REGRESSION,
        DocumentKind.SAFETY,
        DocumentKind.GROUNDING,
        DocumentKind.TOOL_USE,
        DocumentKind.ADVERSARIAL,
        DocumentKind.FAIRNESS,
    }
)
"""Documents that come to a result: one that failed is as good as none."""

_TALKING: Final = frozenset({ModelKind.GENERATIVE, ModelKind.AGENT, ModelKind.PROMPT})
TRAINED: Final = frozenset({ModelKind.CLASSIC, ModelKind.GENERATIVE})
_ALL: Final = frozenset(ModelKind)
RANK: Final = {Tier.LOW: 0, Tier.MEDIUM: 1, Tier.HIGH: 2, Tier.PROHIBITED: 2}


@dataclass(frozen=True)
class Need:
    """A document is needed from a tier upwards, for some kinds of models."""

    document: DocumentKind
    tier: Tier
    kinds: frozenset[ModelKind] = _ALL
    only_with_predecessor: bool = False


NEEDS: Final = (
    Need(DocumentKind.MODEL_CARD, Tier.LOW),
    Need(DocumentKind.OFFLINE, Tier.LOW),
    Need(DocumentKind.REGRESSION, Tier.MEDIUM, only_with_predecessor=True),
    Need(DocumentKind.DATASHEET, Tier.MEDIUM, TRAINED),
    Need(DocumentKind.OVERSIGHT, Tier.MEDIUM),
    Need(DocumentKind.SAFETY, Tier.MEDIUM, _TALKING),
    Need(DocumentKind.GROUNDING, Tier.MEDIUM, frozenset({ModelKind.GENERATIVE})),
    Need(DocumentKind.TOOL_USE, Tier.LOW, frozenset({ModelKind.AGENT})),
    Need(DocumentKind.ADVERSARIAL, Tier.MEDIUM, frozenset({ModelKind.AGENT})),
    Need(DocumentKind.ADVERSARIAL, Tier.HIGH, _ALL - {ModelKind.AGENT}),
    Need(DocumentKind.FAIRNESS, Tier.HIGH),
)
"""The documents of a promotion, as a table."""


class Why(StrEnum):
    MISSING = "missing"
    NO_RESULT = "no_result"
    FAILED = "failed"


@dataclass(frozen=True)
class Gap:
    """A document that is needed and not good enough."""

    document: DocumentKind
    why: Why


def documents_needed(
    tier: Tier, kind: ModelKind, *, has_predecessor: bool
) -> tuple[DocumentKind, ...]:
    """What a version must bring along, in the order of the table."""
    return tuple(
        need.document
        for need in NEEDS
        if RANK[tier] >= RANK[need.tier]
        and kind in need.kinds
        and (has_predecessor or not need.only_with_predecessor)
    )


def gaps(
    needed: tuple[DocumentKind, ...], present: Mapping[DocumentKind, DocumentResult]
) -> tuple[Gap, ...]:
    """What is not there, or did not pass; `present` are the documents that are valid today."""
    found = ((document, _why(document, present)) for document in needed)
    return tuple(Gap(document, why) for document, why in found if why is not None)


def _why(document: DocumentKind, present: Mapping[DocumentKind, DocumentResult]) -> Why | None:
    if document not in present:
        return Why.MISSING
    if document not in EVALUATIONS or present[document] == DocumentResult.PASSED:
        return None
    return Why.FAILED if present[document] == DocumentResult.FAILED else Why.NO_RESULT
