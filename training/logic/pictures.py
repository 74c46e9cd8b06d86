"""Which pictures a lesson shows: images in its Markdown whose address is `picture:name`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from markdown_it import MarkdownIt

SCHEME: Final = "picture:"
_parser = MarkdownIt("commonmark", {"html": False}).enable("table")


@dataclass(frozen=True)
class Shown:
    """A picture where it stands in a text, and what is said instead to who does not see it."""

    name: str
    text: str


def pictures_in(markdown: str) -> Iterator[Shown]:
    """The pictures of the course that a text shows, in order; images elsewhere are none."""
    for token in _parser.parse(markdown):
        for child in token.children or ():
            source = str(child.attrs.get("src", ""))
            if child.type == "image" and source.startswith(SCHEME):
                yield Shown(source.removeprefix(SCHEME), child.content.strip())
