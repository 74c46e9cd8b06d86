"""How one value of a table looks. Each takes the value and its row and gives text or safe HTML.

Functions instead of template includes: a page of 50 rows and 9 columns has 450 of them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.safestring import SafeString

from coe_portal.ui import formats
from coe_portal.ui.markup import markup
from coe_portal.ui.tones import tone

Cell = Callable[[Any, Any], str]
NOWRAP = '<span class="nowrap">{}</span>'


def text(value: Any, _row: Any) -> str:
    """The value as it is."""
    return "" if value is None else str(value)


def label(value: Any, _row: Any) -> str:
    """The word of a choice, out of the pair (choice, label)."""
    return text(value[1] if isinstance(value, tuple) else value, _row)


def reference(value: Any, _row: Any) -> str:
    """An id such as UC-42, in one line."""
    return markup(NOWRAP, value) if value else ""


def link(url: Callable[[Any], str] | None = None) -> Cell:
    """The value as a link, by default to the row's own page; an id stays in one line."""

    def cell(value: Any, row: Any) -> SafeString:
        address = url(row) if url is not None else row.get_absolute_url()
        form = '<a href="{}">{}</a>' if " " in str(value) else '<a class="nowrap" href="{}">{}</a>'
        return markup(form, address, value)

    return cell


def badge(kind: str) -> Cell:
    """A badge in the tone of the choice; the value is a pair (choice, label) or a plain word."""

    def cell(value: Any, _row: Any) -> str:
        if value in {None, ""} or value == (None, None):
            return ""
        choice, label = value if isinstance(value, tuple) else (value, value)
        if not choice:
            return ""
        colour = tone(kind, choice)
        css = f"badge is-{colour}" if colour else "badge"
        return markup('<span class="{}">{}</span>', css, label)

    return cell


def person(value: Any, _row: Any) -> str:
    """Initials and name."""
    if not value:
        return ""
    name = str(value)
    return markup(
        '<span class="person"><span class="avatar is-{}" aria-hidden="true">{}</span>{}</span>',
        formats.name_colour(name),
        formats.initials(name),
        name,
    )


def day(value: Any, _row: Any) -> str:
    return markup(NOWRAP, formats.day(value)) if value else ""


def moment(value: Any, _row: Any) -> str:
    return markup(NOWRAP, formats.moment(value)) if value else ""


def number(value: Any, _row: Any) -> str:
    return "" if value is None else formats.number(value)


def decimal(value: Any, _row: Any) -> str:
    return "" if value is None else formats.number(value, 1)


def amount(value: Any, _row: Any) -> str:
    """Money to the cent, without its currency."""
    return "" if value is None else formats.number(value, 2)


def money(value: Any, row: Any) -> str:
    """A short amount in the currency of the row's organization."""
    return "" if value is None else formats.money(value, row.organization.currency)
