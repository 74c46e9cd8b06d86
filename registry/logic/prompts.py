"""Texts of prompts: what is filled in, the messages of a chat, and two versions side by side."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any, Final

from registry.choices import PromptType

TEXT_TAG: Final = "mlflow.prompt.text"
TYPE_TAG: Final = "_mlflow_prompt_type"
SOURCE: Final = "prompt-template"
MOST_LETTERS: Final = 100_000
MOST_MESSAGES: Final = 100
NAME: Final = re.compile(r"[A-Za-z0-9_.\-]+")
VARIABLE: Final = re.compile(r"\{\{\s*([A-Za-z_][\w.\-]*)\s*\}\}", re.ASCII)


class ChatError(ValueError):
    """The text is no list of messages."""


@dataclass(frozen=True)
class Piece:
    """A part of a text: words as they are, or a place that is filled in."""

    text: str
    is_variable: bool = False


@dataclass(frozen=True)
class Message:
    """What one side of a chat says; a text prompt is one message without a role."""

    content: str
    role: str = ""

    @property
    def pieces(self) -> list[Piece]:
        return list(_pieces(self.content))


def _pieces(text: str) -> Iterator[Piece]:
    end = 0
    for match in VARIABLE.finditer(text):
        if match.start() > end:
            yield Piece(text[end : match.start()])
        yield Piece(match[0], is_variable=True)
        end = match.end()
    if end < len(text):
        yield Piece(text[end:])


def variables_of(text: str) -> list[str]:
    """The names that are filled in, each once, in the order of the text."""
    return list(dict.fromkeys(VARIABLE.findall(text)))


def chat_messages(text: str) -> list[Message]:
    """The messages of a chat, or ChatError."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ChatError(str(error)) from error
    if not isinstance(data, list) or not 1 <= len(data) <= MOST_MESSAGES:
        raise ChatError("not a list of messages")
    return [_message(one) for one in data]


def _message(data: Any) -> Message:
    role, content = (data.get("role"), data.get("content")) if isinstance(data, dict) else (0, 0)
    if not isinstance(role, str) or not isinstance(content, str) or not role.strip():
        raise ChatError("a message has a role and a content")
    return Message(content, role.strip())


def messages_of(text: str, kind: str) -> list[Message]:
    """How a prompt reads; a chat that cannot be read is shown as it is stored."""
    if kind == PromptType.CHAT:
        try:
            return chat_messages(text)
        except ChatError:
            return [Message(text)]
    return [Message(text)]


def readable(text: str, kind: str) -> str:
    """The text as lines to compare: each message below its role."""
    messages = messages_of(text, kind)
    parts = [f"{one.role}:\n{one.content}" if one.role else one.content for one in messages]
    return "\n\n".join(parts)


@dataclass(frozen=True)
class Side:
    """A line of one version; empty where the other has more."""

    text: str = ""
    is_changed: bool = False


def side_by_side(before: str, after: str) -> list[tuple[Side, Side]]:
    """The lines of two texts beside each other, changed ones in the same row."""
    old, new = before.splitlines(), after.splitlines()
    matcher = difflib.SequenceMatcher(a=old, b=new, autojunk=False)
    rows: list[tuple[Side, Side]] = []
    for tag, first, last, start, end in matcher.get_opcodes():
        if tag == "equal":
            rows += [(Side(line), Side(line)) for line in old[first:last]]
        else:
            left, right = _changed(old[first:last]), _changed(new[start:end])
            rows += list(zip_longest(left, right, fillvalue=Side()))
    return rows


def _changed(lines: Sequence[str]) -> list[Side]:
    return [Side(line, is_changed=True) for line in lines]
