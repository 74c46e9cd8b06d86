"""YAML of strangers: plain values only."""

from __future__ import annotations

import time

import pytest

from registry.logic.front_matter import MOST_VALUES, joined, read, split
from registry.logic.reading import UnreadableError

BOMB = "a: &a [x, x]\n" + "".join(
    f"{chr(98 + step)}: &{chr(98 + step)} [*{chr(97 + step)}, *{chr(97 + step)}]\n"
    for step in range(20)
)


@pytest.mark.parametrize(
    ("source", "told"),
    [
        (BOMB, "Anchors and aliases"),
        ("a: *b", "Anchors and aliases"),
        ("a: !!python/object/apply:os.system [id]", "Tags"),
        ("a: !!binary aGk=", "Tags"),
        ("[" * 30 + "]" * 30, "nested too deeply"),
        ("a: [" + "x, " * MOST_VALUES + "]", "too many values"),
        ("- a", "names with values"),
        ("1: a", "no text"),
        ("a: .inf", "too large"),
        ("a: 1" + "0" * 5000, "cannot be read|too large"),
        ("a: [", "cannot be read in line"),
        ('a: "\\0"', "cannot be stored"),
        ("? [a, b]\n: c", "cannot be read|no text"),
        ("a: " + "x" * 100_001, "longer than"),
    ],
)
def test_what_could_do_harm_is_refused_at_once(source, told):
    begun = time.monotonic()
    with pytest.raises(UnreadableError, match=told):
        read(source)
    assert time.monotonic() - begun < 2


def test_days_become_texts():
    assert read("day: 2026-11-21\nlist: [1, a, true, null]") == {
        "day": "2026-11-21",
        "list": [1, "a", True, None],
    }


@pytest.mark.parametrize(
    ("text", "metadata", "body"),
    [
        ("---\nlicense: mit\n---\n# A", {"license": "mit"}, "# A"),
        ("---\r\nlicense: mit\r\n---\r\n# A", {"license": "mit"}, "# A"),
        ("# A\n\n---\nlicense: mit\n---\n", {}, "# A\n\n---\nlicense: mit\n---\n"),
        ("---\n# nothing\n---\nx", {}, "x"),
    ],
)
def test_what_stands_above_is_taken_off(text, metadata, body):
    assert split(text) == (metadata, body)


def test_a_text_that_begins_with_a_line_keeps_it():
    assert split(joined({}, "---\nx\n---\n")) == ({}, "---\nx\n---\n")
