"""Model cards in and out: held against the reader of Hugging Face itself."""

from __future__ import annotations

import re
import time
from pathlib import Path

import huggingface_hub
import pytest
import yaml
from huggingface_hub import ModelCard as TheirCard
from hypothesis import given, settings, strategies as st

from registry.logic.hugging_face import read_card, settled, write_card
from registry.logic.model_cards import SECTIONS, ModelCard
from registry.logic.reading import UnreadableError

CARD = """---
language: en
license: apache-2.0
library_name: transformers
tags: [claims, triage]
datasets:
- northbank/claims
base_model: bert-base-uncased
co2_eq_emissions:
  emissions: 12.5
  hardware_used: 1 x A100
model-index:
- name: claims-triage
  results:
  - task: {type: text-classification}
    dataset: {type: northbank/claims, name: Claims, split: test}
    metrics:
    - {type: f1, value: 0.91}
    - {type: accuracy, value: 0.94, name: Accuracy}
---

# Claims triage

Sorts claims by urgency.

<!-- Provide a longer summary. -->

## Model description

A small model.

### Architecture

Twelve layers.

## Intended use

For the claims team.

### Out-of-Scope Use

Refusing claims.

## Benchmarks of our own

### Results

Fine.

## Bias, Risks, and Limitations

Fails on faxes.

```python
# Uses
print("<script>")
```

## Training Details

### Training Data

Closed claims.
"""

metadata = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**9), 10**9)
    | st.floats(allow_nan=False, allow_infinity=False, min_value=-1e9, max_value=1e9)
    | st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(st.characters(categories=["Ll"]), max_size=6), inner, max_size=3)
    ),
    max_leaves=8,
)
LINES = (
    "# Uses", "## Foo", "### Results", "text", "```", "~~~", "- a", "  - b", "> q", "===", "---",
    "    code", "| a | b |", "|---|---|", "#### Deep", "", "<b>bold</b>", "# Foo #", "<!--", "-->",
    "a <!-- b --> c", "1. x", "   ```", "&amp;", "[a]: http://x", "***", "Setext", "\ttab",
)  # fmt: skip
texts = st.lists(st.sampled_from(LINES), max_size=6).map("\n".join)
cards = st.builds(
    ModelCard,
    metadata=st.dictionaries(st.sampled_from(["license", "tags", "x"]), metadata, max_size=3),
    title=st.sampled_from(["", "Uses", "Claims triage", "C#", "#", "Foo #x#"]),
    intro=texts,
    sections=st.dictionaries(st.sampled_from([one.key for one in SECTIONS]), texts, max_size=4),
    more=texts,
)


def test_a_card_is_read_by_section():
    card = read_card(CARD.encode())
    assert card.title == "Claims triage"
    assert card.intro == "Sorts claims by urgency."
    assert card.text("details") == "A small model.\n\n### Architecture\n\nTwelve layers."
    assert card.text("out_of_scope") == "Refusing claims."
    assert card.text("training_data") == "Closed claims."
    assert "# Uses" in card.text("risks")
    assert card.more == "## Benchmarks of our own\n\n### Results\n\nFine."
    assert set(card.sections) == {"details", "uses", "out_of_scope", "risks", "training_data"}


def test_metadata_are_read_as_they_are():
    card = read_card(CARD.encode())
    assert (card.license, card.library, card.languages) == ("apache-2.0", "transformers", ("en",))
    assert (card.datasets, card.base_models) == (("northbank/claims",), ("bert-base-uncased",))
    found = [(one.task, one.dataset, one.metric, one.value, one.split) for one in card.results]
    assert found == [
        ("text-classification", "Claims", "f1", 0.91, "test"),
        ("text-classification", "Claims", "Accuracy", 0.94, "test"),
    ]


def test_hugging_face_reads_what_we_write_as_what_it_read():
    ours = TheirCard(write_card(read_card(CARD.encode())))
    theirs = TheirCard(CARD)
    assert ours.data.to_dict() == theirs.data.to_dict()
    assert [one.metric_value for one in ours.data.eval_results] == [0.91, 0.94]


def test_no_line_is_lost():
    """But for headings that are called otherwise, and hints that a template hides."""
    written = write_card(read_card(CARD.encode()))
    lines = {line for line in CARD.partition("\n# ")[2].splitlines() if line[:1] not in {"#", "<"}}
    assert lines - set(written.splitlines()) == {"Claims triage"} - {written.splitlines()[0]}


@settings(max_examples=150, deadline=None)
@given(cards)
def test_what_was_settled_comes_back_as_it_is(card):
    kept = settled(card)
    assert read_card(write_card(kept).encode()) == kept
    assert settled(kept) == kept


@settings(max_examples=100, deadline=None)
@given(st.dictionaries(st.text(st.characters(categories=["Ll"]), max_size=8), metadata, max_size=4))
def test_any_metadata_come_back_through_both_readers(values):
    written = write_card(ModelCard(metadata=values, title="A model"))
    assert read_card(written.encode()).metadata == values
    theirs = written.partition("---\n")[2].partition("\n---\n")[0] if values else ""
    assert (yaml.safe_load(theirs) or {}) == values


def test_the_template_of_hugging_face_has_a_section_for_everything():
    template = Path(huggingface_hub.__file__).parent / "templates" / "modelcard_template.md"
    body = re.sub(r"{{.*?}}", "Said.", template.read_text().rpartition("---\n")[2])
    card = read_card(body.encode())
    assert (card.title, card.more) == ("Model Card for Said.", "")
    assert set(card.sections) >= {"details", "direct_use", "risks", "results", "contact"}
    assert "#### Metrics" in card.text("testing")
    assert "<!--" not in write_card(card)


def test_a_template_that_nobody_filled_has_no_sections():
    """Headings alone say nothing."""
    body = "".join(f"{'#' * one.level} {one.heading}\n\n" for one in SECTIONS)
    assert read_card(body.encode()) == ModelCard()


@pytest.mark.parametrize(
    "html",
    [
        "<script>alert(1)</script>",
        "<SCRIPT src=//evil.example></SCRIPT>",
        "Hello <img src=x onerror=alert(1)>",
        "<iframe src='https://evil.example'></iframe>",
        "<svg><animate onbegin=alert(1)></svg>",
        "<style>* { display: none }</style>",
        "<form action='https://evil.example'><input></form>",
        '<a href="javascript:alert(1)">x</a>',
    ],
)
def test_html_that_does_something_is_refused(html):
    with pytest.raises(UnreadableError, match="HTML that runs"):
        read_card(f"# Card\n\n{html}\n".encode())


def test_code_and_prose_about_html_are_taken():
    text = "Write ``<script>`` or `<img onerror=x>`, if x < y once = 2, in javascript: so."
    assert read_card(f"# Card\n\n{text}\n".encode()).intro == text


@pytest.mark.parametrize("part", ["[", "*a **b ", ">", "`", "<a ", "x <!-- y ", "&amp;"])
def test_no_text_takes_long(part):
    text = f"{part * (40 // len(part))}\n" * 4_000
    begun = time.process_time()
    settled(read_card(f"# T\n\n{text}".encode()))
    assert time.process_time() - begun < 10


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"\xff\xfe\x00", "UTF-8"),
        (b"# a\x00b", "cannot be stored"),
        (b"# " + b"x" * 200_001, "larger than"),
        (b"# " + b"x" * 60_000, "Line 1 is longer"),
        (b"x\n\n" * 6_000, "more than 6,000 lines"),
        (b"---\n- a\n- b\n---\n", "names with values"),
        (b"---\nmodel-index: 3\n---\n", "model-index"),
        (b"---\nmodel-index:\n- results: x\n---\n", "model-index"),
    ],
)
def test_what_is_no_card_is_refused(content, told):
    with pytest.raises(UnreadableError, match=told):
        read_card(content)
