"""Text that the database can hold: no NUL, no half of a pair of UTF-16."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse  # noqa: TID251  (a middleware)

UNSTORABLE: Final = re.compile("[\x00\ud800-\udfff]")


class PlainTextMiddleware:
    """Answers 400 to an address with a NUL in its path or query: no text of the portal has one.

    Forms and the API refuse it in what they are sent, by name; here nobody needs to read a query
    with a form of its own.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        query = request.META.get("QUERY_STRING", "")
        if "%00" in query or UNSTORABLE.search(query) or UNSTORABLE.search(request.path_info):
            msg = "An address with a character that no text has."
            raise SuspiciousOperation(msg)
        return self.get_response(request)


def is_storable(value: Any) -> bool:
    """Whether all texts of a JSON value, names included, and its numbers can be stored."""
    if isinstance(value, str):
        return UNSTORABLE.search(value) is None
    if isinstance(value, dict):
        return all(is_storable(name) and is_storable(one) for name, one in value.items())
    if isinstance(value, list):
        return all(map(is_storable, value))
    return not isinstance(value, float) or abs(value) != float("inf")
