"""Every address below an organization, out of the URL resolver, and the right that it asks for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver
from django.views.generic.base import View

from tests.architecture.worlds.world import Examples

ORGANIZATION = "<slug:org>/"
METHODS = ("get", "post", "put", "patch", "delete")
NAMED_GROUP = re.compile(r"\(\?P<(\w+)>(?:[^()]|\([^()]*\))*\)")
PLACE = re.compile(r"<(?:\w+:)?(\w+)>")


@dataclass(frozen=True)
class Address:
    """A route below `/<org>/`, as text with its arguments in angle brackets."""

    name: str
    route: str
    handler: Callable[..., Any]

    @property
    def places(self) -> list[tuple[str, str]]:
        """(what stands before it, name) of each argument."""
        parts = [part for part in self.route.split("/") if part]
        before = ["", *(_segment(part) for part in parts)]
        return [
            (before[index], match[1])
            for index, part in enumerate(parts)
            if (match := PLACE.fullmatch(part))
        ]

    def path(self, slug: str, examples: Examples) -> str:
        """The address with values; KeyError for an argument without an example."""
        parts = self.route.split("/")
        before = ""
        for index, part in enumerate(parts):
            if match := PLACE.fullmatch(part):
                parts[index] = examples[before, match[1]]
            before = _segment(part)
        return f"/{slug}/{'/'.join(parts)}"

    @property
    def methods(self) -> tuple[str, ...]:
        """What it answers at all; every method, of a view that does not say."""
        view = getattr(self.handler, "view_class", None)
        actions = getattr(self.handler, "actions", None)
        bound = _methods(view) if view else actions
        return tuple(method for method in bound or METHODS if method in METHODS)

    @property
    def rights(self) -> dict[str, str]:
        """Method → the permission that the view names for it; empty when it names none."""
        view = getattr(self.handler, "view_class", None)
        if view is not None:
            code = getattr(view, "permission", None)
            return dict.fromkeys(_methods(view), code) if isinstance(code, str) else {}
        actions = getattr(self.handler, "actions", None) or {}
        named = getattr(getattr(self.handler, "cls", None), "permissions", {})
        asked = {method: named.get(verb) for method, verb in actions.items() if method != "head"}
        return {method: code for method, code in asked.items() if code}


def _methods(view: type[View]) -> list[str]:
    """What the view answers; one that hands over to another in `dispatch()` answers both."""
    hands_over = "dispatch" in vars(view)
    known = [one for one in ("get", "post") if one in view.http_method_names]
    return [one for one in known if hands_over or hasattr(view, one)]


def _segment(part: str) -> str:
    return PLACE.sub(r"<\1>", part)


def addresses() -> list[Address]:
    """Every route below an organization, of pages and of the API."""
    return [
        Address(name, route.removeprefix(ORGANIZATION), handler)
        for name, route, handler in _walk(get_resolver().url_patterns)
        if route.startswith(ORGANIZATION)
    ]


def _walk(
    patterns: list[URLPattern | URLResolver], prefix: str = "", space: str = ""
) -> Iterator[tuple[str, str, Callable[..., Any]]]:
    for pattern in patterns:
        route = prefix + NAMED_GROUP.sub(r"<\1>", str(pattern.pattern)).strip("^$")
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from _walk(pattern.url_patterns, route, inner)
        else:
            yield f"{space}{pattern.name}", route, pattern.callback
