"""Markdown of people to HTML that is safe to print."""

from __future__ import annotations

import nh3
from django.utils.safestring import SafeString
from markdown_it import MarkdownIt

TAGS = {
    "a", "blockquote", "br", "code", "em", "h3", "h4", "hr", "li", "ol", "p", "pre", "strong",
    "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
_OPTIONS = {"html": False, "breaks": True, "linkify": False}
_parser = MarkdownIt("commonmark", _OPTIONS).enable("table")


def render_markdown(text: str) -> SafeString:
    """HTML without scripts, styles, images and foreign attributes.

    Safe: raw HTML is escaped by the parser, and nh3 drops every tag, attribute and link scheme
    that is not listed here.
    """
    return SafeString(
        nh3.clean(
            _parser.render(text),
            tags=TAGS,
            attributes={"a": {"href"}},
            url_schemes={"http", "https", "mailto"},
            link_rel="noopener noreferrer nofollow",
        )
    )
