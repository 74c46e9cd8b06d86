"""Texts of prompts as pages show and compare them."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, strategies as st

from registry.logic.prompts import (
    ChatError,
    Message,
    Side,
    chat_messages,
    messages_of,
    readable,
    side_by_side,
    variables_of,
)

CHAT = json.dumps(
    [{"role": "system", "content": "Be kind."}, {"role": "user", "content": "{{ question }}"}]
)


def test_what_is_filled_in_stands_out():
    text = "Answer {{ question }} in {{lang}}, {{ question }} {not} {{ 1 }}."

    assert variables_of(text) == ["question", "lang"]
    marked = [piece.text for piece in Message(text).pieces if piece.is_variable]
    assert marked == ["{{ question }}", "{{lang}}", "{{ question }}"]


@given(st.text(alphabet="{} ab\n"))
def test_pieces_together_are_the_text(text):
    assert "".join(piece.text for piece in Message(text).pieces) == text


def test_a_chat_is_its_messages_and_anything_else_one_text():
    assert [one.role for one in chat_messages(CHAT)] == ["system", "user"]
    assert readable(CHAT, "chat") == "system:\nBe kind.\n\nuser:\n{{ question }}"
    assert messages_of(CHAT, "text") == [Message(CHAT)]
    assert messages_of("{", "chat") == [Message("{")]


@pytest.mark.parametrize(
    "text", ["{", "[]", "7", '[{"role": "user"}]', '[{"role": "", "content": "x"}]', "[" * 9_000]
)
def test_what_is_no_chat_is_refused(text):
    with pytest.raises(ChatError):
        chat_messages(text)


def test_changed_lines_stand_in_one_row():
    rows = side_by_side("a\nb\nc", "a\nB\nB2\nc")

    assert rows == [
        (Side("a"), Side("a")),
        (Side("b", is_changed=True), Side("B", is_changed=True)),
        (Side(), Side("B2", is_changed=True)),
        (Side("c"), Side("c")),
    ]


@given(st.lists(st.sampled_from("abc")), st.lists(st.sampled_from("abc")))
def test_each_side_holds_its_own_text(before, after):
    rows = side_by_side("\n".join(before), "\n".join(after))

    assert [left.text for left, _right in rows if left.text] == before
    assert [right.text for _left, right in rows if right.text] == after
