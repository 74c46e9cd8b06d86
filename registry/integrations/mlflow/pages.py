"""A page of a search: as many rows as asked, or fewer when their texts are large."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import QuerySet

from registry.logic.mlflow_pages import offset_of, page_token

# However many a client asks for, a page ends here; the token leads on.
MOST_ROWS = 10_000
MOST_CHARACTERS = 16_000_000
AT_ONCE = 200

Told = list[dict[str, Any]]


def page(
    rows: QuerySet[Any], tell: Callable[[Sequence[Any]], Told], token: str, limit: int
) -> tuple[Told, str]:
    """The page as JSON, and the token of the next one, empty at the end.

    Rows are read in small parts: tags may hold whole prompts, and memory has an end.
    """
    offset, limit = offset_of(token), min(limit, MOST_ROWS)
    keys = list(rows.values_list("pk", flat=True)[offset : offset + limit + 1])
    told: Told = []
    size = 0
    for start in range(0, min(limit, len(keys)), AT_ONCE):
        part = _in_order(rows, keys[start : min(start + AT_ONCE, limit)])
        added = tell(part)
        told += added
        size += len(json.dumps(added))
        if size > MOST_CHARACTERS:
            break
    has_more = bool(told) and len(keys) > len(told)
    return told, page_token(offset + len(told)) if has_more else ""


def _in_order(rows: QuerySet[Any], keys: Sequence[int]) -> list[Any]:
    found = rows.order_by().in_bulk(keys)
    return [found[key] for key in keys if key in found]
