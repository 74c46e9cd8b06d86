"""Page tokens of MLflow's searches: opaque to clients, a place in the list to us."""

from __future__ import annotations

import base64
import binascii
import json

from registry.logic.mlflow_filters import BadQuery

LONGEST_TOKEN = 200
LAST_PLACE = 10**9


def page_token(offset: int) -> str:
    """What a client sends back to go on at that row."""
    return base64.b64encode(json.dumps({"offset": offset}).encode()).decode()


def offset_of(token: str) -> int:
    """Where the page begins; 0 without a token, BadQuery for one that was never given out."""
    if not token:
        return 0
    if len(token) > LONGEST_TOKEN:
        raise BadQuery("Invalid page token: it is too long.")
    try:
        data = json.loads(base64.b64decode(token, validate=True))
    except (binascii.Error, ValueError, RecursionError) as error:
        raise BadQuery("Invalid page token, could not base64-decode") from error
    offset = data.get("offset") if isinstance(data, dict) else None
    if type(offset) is not int or not 0 <= offset <= LAST_PLACE:
        raise BadQuery("Invalid page token, it holds no offset")
    return offset
