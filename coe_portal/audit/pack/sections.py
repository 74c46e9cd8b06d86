"""What a case file is made of: every app contributes its chapters, and no chapter knows another."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from django.core.exceptions import ImproperlyConfigured
from django.db.models import Model
from django.utils.functional import Promise

Text: TypeAlias = str | Promise
Json: TypeAlias = "str | int | float | bool | list[Json] | Mapping[str, Json] | None"

KEY = re.compile(r"[a-z][a-z_]*")


@dataclass(frozen=True)
class Section:
    """One chapter: a template for people, the same facts as `data` for machines.

    `context` is all that the template sees. `data` is JSON (dates as ISO 8601 text).
    `facts` are lines for the cover.
    """

    template: str
    context: Mapping[str, object]
    data: Json
    facts: tuple[tuple[Text, str], ...] = ()


Collector: TypeAlias = Callable[[Model], Section | None]


@dataclass(frozen=True)
class Contribution:
    """A declared section: where it stands in the document and who writes it."""

    key: str
    order: int
    title: Text = field(compare=False)
    collect: Collector = field(compare=False)
    starts_page: bool = True


_contributions: dict[str, Contribution] = {}


def section(
    key: str, *, order: int, title: Text, starts_page: bool = True
) -> Callable[[Collector], Collector]:
    """Declare a chapter of the case file. The function answers None where it does not apply.

    Chapters that are usually short follow on the same page: `starts_page=False`.
    """
    if not KEY.fullmatch(key):
        message = f"Section key {key!r} must be lower-case letters and underscores."
        raise ImproperlyConfigured(message)

    def declare(collect: Collector) -> Collector:
        if key in _contributions:
            message = f"Section {key!r} is declared twice."
            raise ImproperlyConfigured(message)
        _contributions[key] = Contribution(
            key=key, order=order, title=title, collect=collect, starts_page=starts_page
        )
        return collect

    return declare


def ordered() -> tuple[Contribution, ...]:
    """All declared sections in the order of the document."""
    return tuple(sorted(_contributions.values(), key=lambda each: (each.order, each.key)))
