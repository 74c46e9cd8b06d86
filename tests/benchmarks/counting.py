"""Counts the queries of a request that asks for it, and nothing for one that is timed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponseBase

ASK, ANSWER = "HTTP_X_COUNT_QUERIES", "X-Queries"
# Not work for the page: opening and closing the transaction, and choosing the organization.
FRAME = ("SELECT set_config", "SAVEPOINT", "RELEASE SAVEPOINT", "SET LOCAL ROLE")


def count_queries(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Answer with the number of queries when the request has the header."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if ASK not in request.META:
            return get_response(request)
        asked = 0

        def counted(execute: Any, sql: str, *arguments: Any) -> Any:
            nonlocal asked
            asked += not sql.startswith(FRAME)
            return execute(sql, *arguments)

        with connection.execute_wrapper(counted):
            response = get_response(request)
        response.headers[ANSWER] = str(asked)
        return response

    return middleware
