"""What written documents have to say, by tier and kind of model."""

from __future__ import annotations

import pytest

from intake.choices import Tier
from registry.choices import DocumentKind, ModelKind
from registry.logic.document_parts import (
    PART_NEEDS,
    SHEETS,
    empty_content,
    parts_missing,
    parts_needed,
    sheet_content,
    texts_of,
    with_text,
)
from registry.logic.model_cards import SECTIONS
from registry.outlines import OUTLINES, parts_of

CARD, PLAN = DocumentKind.MODEL_CARD, DocumentKind.OVERSIGHT


def test_everything_that_is_needed_is_asked():
    for need in PART_NEEDS:
        assert {*need.parts} <= {part.key for part in parts_of(need.document)}, need
    asked = {part.key for part in parts_of(CARD)}
    assert asked == {section.key for section in SECTIONS} | {"intro", "more"}
    assert set(OUTLINES) == {CARD, *SHEETS}


@pytest.mark.parametrize("document", list(OUTLINES))
def test_a_higher_tier_never_asks_less(document):
    for kind in ModelKind:
        asked = [set(parts_needed(document, tier, kind)) for tier in (*list(Tier)[:3],)]
        assert asked[0] <= asked[1] <= asked[2]
        assert asked[0] == set(parts_needed(document, None, kind))


def test_one_of_two_is_enough():
    content = with_text(CARD, empty_content(CARD), "direct_use", "Sorting.")
    missing = parts_missing(CARD, content, Tier.LOW, ModelKind.CLASSIC)
    assert missing == ("details", "risks", "contact")
    opened = with_text(CARD, content, "intro", "Sorts claims.")
    assert parts_missing(CARD, opened, Tier.LOW, ModelKind.CLASSIC) == ("risks", "contact")


def test_spaces_say_nothing():
    content = sheet_content(PLAN, {"stop": "  ", "overseers": "The desk. "})
    assert texts_of(PLAN, content) == {"overseers": "The desk."}
    assert "stop" in parts_missing(PLAN, content, Tier.LOW, ModelKind.AGENT)


def test_a_file_is_not_looked_into():
    assert parts_missing(PLAN, {}, Tier.HIGH, ModelKind.AGENT) == ()
    assert texts_of(PLAN, empty_content(CARD)) == {}


def test_a_bought_model_says_nothing_of_its_training():
    assert ("training_procedure",) in parts_needed(CARD, Tier.HIGH, ModelKind.CLASSIC)
    assert ("training_procedure",) not in parts_needed(CARD, Tier.HIGH, ModelKind.VENDOR_API)
