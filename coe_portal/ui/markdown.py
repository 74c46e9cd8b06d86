"""Markdown of people to HTML that is safe to print."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import nh3
from django.utils.safestring import SafeString
from markdown_it import MarkdownIt
from markdown_it.token import Token

TAGS = {
    "a", "blockquote", "br", "code", "em", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p",
    "pre", "strong", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
_OPTIONS = {"html": False, "breaks": True, "linkify": False}
_parser = MarkdownIt("commonmark", _OPTIONS).enable("table")


def render_markdown(text: str, pictures: Mapping[str, str] | None = None) -> SafeString:
    """HTML without scripts, styles, foreign images and foreign attributes.

    `pictures` says which images are shown: what stands in the text as an image's address → where
    the portal keeps it. Of any other image, and of one without a text, the text is left.

    Headings begin below the page's own and leave out no level, however they were written.

    Safe: raw HTML is escaped by the parser, and nh3 drops every tag, attribute and link scheme
    that is not listed here.
    """
    known = pictures or {}
    tokens = _outlined(_parser.parse(text))
    _place_pictures(tokens, known)
    return SafeString(
        nh3.clean(
            _parser.renderer.render(tokens, _parser.options, {}),
            tags=TAGS | {"img"} if known else TAGS,
            attributes={"a": {"href"}, "img": {"src", "alt", "loading"}},
            url_schemes={"http", "https", "mailto"},
            link_rel="noopener noreferrer nofollow",
        )
    )


def _outlined(tokens: list[Token]) -> list[Token]:
    """The same text with headings from h2 on, each at most one level below the one before."""
    above: list[str] = []
    for token in tokens:
        if token.type == "heading_open":
            while above and above[-1] >= token.tag:
                above.pop()
            above.append(token.tag)
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(len(above) + 1, 6)}"
    return tokens


def _place_pictures(tokens: Iterable[Token], pictures: Mapping[str, str]) -> None:
    for token in tokens:
        for child in token.children or ():
            if child.type == "image":
                _place(child, pictures.get(str(child.attrs["src"])))


def _place(image: Token, address: str | None) -> None:
    """Our picture, or the words that stand for it."""
    if address and image.content.strip():
        image.attrs = {"src": address, "alt": "", "loading": "lazy"}  # alt is written on rendering
    else:
        image.type, image.tag = "text", ""
