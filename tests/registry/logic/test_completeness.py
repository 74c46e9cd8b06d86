"""Which documents a version needs, and what counts as missing."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from intake.choices import Tier
from registry.choices import DocumentKind, DocumentResult, ModelKind
from registry.logic.completeness import EVALUATIONS, Gap, Why, documents_needed, gaps

TIERS = [Tier.LOW, Tier.MEDIUM, Tier.HIGH]
kinds = st.sampled_from(list(ModelKind))


@pytest.mark.parametrize(
    ("tier", "kind", "needed"),
    [
        (Tier.LOW, ModelKind.CLASSIC, ["model_card", "offline"]),
        (Tier.LOW, ModelKind.AGENT, ["model_card", "offline", "tool_use"]),
        (Tier.MEDIUM, ModelKind.VENDOR_API, ["model_card", "offline", "oversight"]),
        (
            Tier.HIGH,
            ModelKind.CLASSIC,
            ["model_card", "offline", "datasheet", "oversight", "adversarial", "fairness"],
        ),
        (
            Tier.HIGH,
            ModelKind.GENERATIVE,
            ["model_card", "offline", "datasheet", "oversight", "safety", "grounding",
             "adversarial", "fairness"],
        ),
    ],
)  # fmt: skip
def test_what_a_first_version_needs(tier, kind, needed):
    assert list(documents_needed(tier, kind, has_predecessor=False)) == needed


def test_a_later_version_is_compared_with_the_one_before():
    later = documents_needed(Tier.MEDIUM, ModelKind.CLASSIC, has_predecessor=True)
    first = documents_needed(Tier.MEDIUM, ModelKind.CLASSIC, has_predecessor=False)
    assert set(later) - set(first) == {DocumentKind.REGRESSION}


@given(kinds, st.booleans())
def test_a_higher_tier_never_needs_less(kind, has_predecessor):
    needed = [set(documents_needed(tier, kind, has_predecessor=has_predecessor)) for tier in TIERS]
    assert needed[0] <= needed[1] <= needed[2]


@given(st.sampled_from(TIERS), kinds, st.booleans())
def test_no_document_is_asked_for_twice(tier, kind, has_predecessor):
    needed = documents_needed(tier, kind, has_predecessor=has_predecessor)
    assert len(needed) == len(set(needed))


@given(st.sampled_from(TIERS), kinds)
def test_everything_there_and_passed_leaves_no_gap(tier, kind):
    needed = documents_needed(tier, kind, has_predecessor=True)
    assert gaps(needed, dict.fromkeys(needed, DocumentResult.PASSED)) == ()


def test_an_evaluation_must_have_passed_and_a_card_only_be_there():
    needed = (DocumentKind.MODEL_CARD, DocumentKind.OFFLINE, DocumentKind.FAIRNESS)
    present = {
        DocumentKind.MODEL_CARD: DocumentResult.NONE,
        DocumentKind.OFFLINE: DocumentResult.FAILED,
        DocumentKind.FAIRNESS: DocumentResult.NONE,
    }
    assert gaps(needed, present) == (
        Gap(DocumentKind.OFFLINE, Why.FAILED),
        Gap(DocumentKind.FAIRNESS, Why.NO_RESULT),
    )
    assert {DocumentKind.OFFLINE, DocumentKind.FAIRNESS} <= EVALUATIONS


def test_what_is_not_there_is_missing():
    assert gaps((DocumentKind.DATASHEET,), {}) == (Gap(DocumentKind.DATASHEET, Why.MISSING),)
