"""Whether the portal can work: its database and its broker answer."""

from __future__ import annotations

import redis
from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse  # noqa: TID251  (a screen, if a small one)
from django.views.decorators.cache import never_cache

TIMEOUT_SECONDS = 2


@never_cache
def health(_request: HttpRequest) -> JsonResponse:
    """200 when all parts answer, else 503; for load balancers, so it tells no more than that."""
    parts = {"database": _database(), "broker": _broker()}
    working = all(parts.values())
    return JsonResponse({"ok": working, **parts}, status=200 if working else 503)


def _database() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def _broker() -> bool:
    client = redis.Redis.from_url(
        settings.REDIS_URL, socket_timeout=TIMEOUT_SECONDS, socket_connect_timeout=TIMEOUT_SECONDS
    )
    try:
        return bool(client.ping())
    except redis.RedisError:
        return False
    finally:
        client.close()
