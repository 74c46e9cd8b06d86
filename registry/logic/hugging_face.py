"""Pure: model cards as Hugging Face keeps them, a README.md with YAML above, in and out.

No text is lost on the way in: what stands under headings that no section knows is kept behind the
others, with its headings. What was read once, or written here, comes back as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from markdown_it import MarkdownIt

from registry.logic import front_matter
from registry.logic.model_cards import LONGEST_TITLE, PARENTS, SECTIONS, ModelCard
from registry.logic.reading import UnreadableError, decoded

MOST_BYTES: Final = 200_000
MOST_LINES: Final = 6_000
LOWEST: Final = 3
"""Headings below this level are part of a section's text."""
MOST_ROUNDS: Final = 8
"""A text that moves to another section is tidied there again; two rounds do for all but riddles."""

# Blocks alone: what stands inside a line is not read here, which a hostile text makes slow.
# Without raw HTML: a comment that nobody closes must not swallow what comes after it.
_parser = MarkdownIt("commonmark", {"html": False}).enable("table").disable(["inline", "text_join"])
_with_html = MarkdownIt("commonmark", {"html": True}).disable(["inline", "text_join"])
COMMENT: Final = re.compile(r"\s*<!--(?:(?!-->).)*-->\s*", re.DOTALL)
HINT: Final = re.compile(r"<!--(?:(?!-->|<!--).)*-->", re.DOTALL)
TICKS: Final = re.compile("`+")
ACTIVE: Final = re.compile(
    r"<\s*/?\s*(script|iframe|frame|object|embed|applet|form|style|link|meta|base|svg|math|template)\b"
    r"|<[a-z][^<>]*(?:[\s/'\"]on\w+\s*=|javascript\s*:)",
    re.IGNORECASE,
)
NOISE: Final = re.compile(r"\[optional\]|[*_`:]", re.IGNORECASE)


def normalized(heading: str) -> str:
    """A heading without what makes no difference."""
    return " ".join(NOISE.sub("", heading).split()).lower()


KEYS: Final = {
    name: section.key
    for section in SECTIONS
    for name in (normalized(section.heading), *section.aliases)
}
LEVELS: Final = {section.key: section.level for section in SECTIONS}


@dataclass(frozen=True)
class Heading:
    """A heading of a text: where it stands, and what it says."""

    level: int
    text: str
    first: int
    after: int

    @property
    def key(self) -> str:
        """The section that it begins, or nothing."""
        return KEYS.get(normalized(self.text), "") if self.level <= LOWEST else ""


def read_card(content: bytes) -> ModelCard:
    """A README.md as a card; UnreadableError says what is wrong with the file."""
    metadata, body = front_matter.split(decoded(content, MOST_BYTES))
    check_index(metadata.get("model-index"))
    return parse_body(body, metadata)


def write_card(card: ModelCard) -> str:
    """A card as README.md."""
    return front_matter.joined(card.metadata, f"\n{body_of(card)}")


def settled(card: ModelCard) -> ModelCard:
    """The card as it is read after it was written: texts keep their headings to themselves."""
    for _round in range(MOST_ROUNDS):
        before, card = card, parse_body(body_of(_tidied(card)), card.metadata)
        if card == before:
            break
    return card


def _tidied(card: ModelCard) -> ModelCard:
    texts = {key: _within(text) for key, text in card.sections.items() if key in LEVELS}
    return ModelCard(
        metadata=card.metadata,
        title=_title(card.title),
        intro=_within(card.intro),
        sections={key: text for key, text in texts.items() if text},
        more=_beside(card.more),
    )


def body_of(card: ModelCard) -> str:
    """The Markdown of a card, without its metadata."""
    blocks = [f"# {card.title}"] if card.title else []
    blocks.append(card.intro)
    for section in SECTIONS:
        text = card.text(section.key)
        if text or any(card.text(key) for key, parent in PARENTS.items() if parent == section.key):
            blocks += [f"{'#' * section.level} {section.heading}", text]
    blocks.append(card.more)
    return "\n\n".join(filter(None, blocks)) + "\n"


@dataclass
class _Chunks:
    """Texts as they are collected."""

    title: str = ""
    texts: dict[str, list[str]] = field(default_factory=dict)

    def add(self, key: str, lines: Iterable[str]) -> None:
        if text := _trimmed("\n".join(lines)):
            self.texts.setdefault(key, []).append(text)

    def joined(self, key: str) -> str:
        return "\n\n".join(self.texts.get(key, ()))


INTRO: Final = ""
MORE: Final = "more"


def parse_body(body: str, metadata: object = None) -> ModelCard:
    """A Markdown text as a card."""
    if body.count("\n") > MOST_LINES:
        raise UnreadableError(f"The text has more than {MOST_LINES:,} lines.")
    check_active(body)
    text = without_comments(body)
    lines, chunks = text.split("\n"), _Chunks()
    key, depth, start = INTRO, 0, 0
    for number, heading in enumerate(headings(text)):
        if number == 0 and _is_title(heading, lines[: heading.first]):
            chunks.title, start = heading.text[:LONGEST_TITLE], heading.after
            continue
        to = _led_to(heading, key, depth)
        if to is None:
            continue
        chunks.add(key, lines[start : heading.first])
        key, depth = to, heading.level
        start = heading.first if to == MORE else heading.after
    chunks.add(key, lines[start:])
    return ModelCard(
        metadata=dict(metadata) if isinstance(metadata, dict) else {},
        title=chunks.title,
        intro=chunks.joined(INTRO),
        sections={
            section.key: chunks.joined(section.key)
            for section in SECTIONS
            if section.key in chunks.texts
        },
        more=chunks.joined(MORE),
    )


def _is_title(heading: Heading, before: list[str]) -> bool:
    """The first heading of all, of the first level, when it is no section's."""
    return heading.level == 1 and not heading.key and bool(heading.text) and not any(before)


def _led_to(heading: Heading, key: str, depth: int) -> str | None:
    """Which section a heading begins; None when it stands inside the one before."""
    is_inside = depth and heading.level > depth
    if key == MORE and is_inside and depth > 1:
        return None
    if heading.key:
        return heading.key
    if heading.level > LOWEST and key != INTRO:
        return None
    if heading.level > LOWEST or (key != MORE and is_inside):
        return None
    return MORE


def headings(text: str) -> Iterator[Heading]:
    """Headings that stand in no list, quotation or code."""
    tokens = _parser.parse(text)
    for index, token in enumerate(tokens):
        if token.type == "heading_open" and token.level == 0 and token.map is not None:
            content = " ".join(tokens[index + 1].content.split())
            yield Heading(int(token.tag[1:]), content, token.map[0], token.map[1])


def check_active(text: str) -> None:
    """UnreadableError for HTML that would do something in a browser; code may show it."""
    for token in _with_html.parse(text):
        if token.type not in {"html_block", "inline"}:
            continue
        shown = token.content if token.type == "html_block" else _without_code(token.content)
        if found := ACTIVE.search(shown):
            raise UnreadableError(
                f"HTML that runs, loads or styles something is not taken: {found[0][:60]}"
            )


def without_comments(text: str) -> str:
    """A text without the hints that a template hides between its lines and words."""
    lines = text.split("\n")
    for token in reversed(_with_html.parse(text)):
        first, after = token.map or (0, 0)
        if token.type == "html_block" and token.level == 0 and COMMENT.fullmatch(token.content):
            lines[first:after] = [""]
        elif token.type == "inline" and HINT.search(_without_code(token.content)):
            lines[first:after] = HINT.sub("", "\n".join(lines[first:after])).split("\n")
    return "\n".join(lines)


def _without_code(text: str) -> str:
    """A line of text without what stands between backticks."""
    runs = [(found.start(), found.end()) for found in TICKS.finditer(text)]
    later: dict[int, int] = {}
    closing: dict[int, int] = {}
    for number in range(len(runs) - 1, -1, -1):
        length = runs[number][1] - runs[number][0]
        if length in later:
            closing[number] = later[length]
        later[length] = number
    pieces, place, number = [], 0, 0
    while number < len(runs):
        if number in closing:
            pieces.append(text[place : runs[number][0]])
            number = closing[number]
            place = runs[number][1]
        number += 1
    return " ".join([*pieces, text[place:]])


def check_index(index: object) -> None:
    """The figures have to be where programs look for them."""
    if index is None:
        return
    is_right = isinstance(index, list) and all(
        isinstance(one, dict) and isinstance(one.get("results", []), list) for one in index
    )
    if not is_right:
        raise UnreadableError("model-index has to be a list of models with their results.")


def _title(text: str) -> str:
    """A title on one line that no section bears."""
    title = " ".join(text.split()).strip("# ")[:LONGEST_TITLE].strip("# ")
    return f"Model: {title}" if normalized(title) in KEYS else title


def _within(text: str) -> str:
    """A section's text: its headings are lower than those of sections."""
    return _closed(_moved(_trimmed(text), LOWEST + 1))


def _beside(text: str) -> str:
    """What stands behind the sections begins with a heading of its own."""
    moved = _closed(_moved(_trimmed(text), 2))
    first = next(headings(moved), None)
    return moved if not moved or (first and first.first == 0) else f"## More\n\n{moved}"


def _moved(text: str, highest: int) -> str:
    """The text with its headings from a level on, in their order."""
    found = list(headings(text))
    by = highest - min((one.level for one in found), default=highest)
    if highest == 2:  # noqa: PLR2004  (the level of sections: both ways)
        return _with_levels(text, found, by)
    return _with_levels(text, found, max(by, 0))


def _with_levels(text: str, found: Iterable[Heading], by: int) -> str:
    if not by:
        return text
    lines = text.split("\n")
    for heading in reversed(list(found)):
        level = min(heading.level + by, 6)
        lines[heading.first : heading.after] = [f"{'#' * level} {heading.text}"]
    return "\n".join(lines)


def _closed(text: str) -> str:
    """A block of code that nobody closed is closed at the end."""
    lines = text.split("\n")
    last = next(
        (one for one in reversed(_parser.parse(text)) if one.type == "fence" and one.level == 0),
        None,
    )
    if last is None or last.map is None or last.map[1] < len(lines):
        return text
    ends = len(lines) - last.map[0] > 1 and lines[-1].strip().startswith(last.markup)
    return text if ends else f"{text}\n{last.markup}"


def _trimmed(text: str) -> str:
    """Without empty lines at its ends."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    while lines and not lines[0].strip():
        lines.pop(0)
    return "\n".join(lines).rstrip()
