"""Whether the portal can work: its database and its broker answer, and so does its first page."""

from __future__ import annotations

from http import HTTPStatus
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

import redis
from celery import current_app
from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse  # noqa: TID251  (a screen, if a small one)
from django.views.decorators.cache import never_cache
from kombu.exceptions import OperationalError

TIMEOUT_SECONDS = 2


@never_cache
def health(_request: HttpRequest) -> JsonResponse:
    """200 when all parts answer, else 503; for load balancers, so it tells no more than that."""
    answers = parts()
    working = all(answers.values())
    return JsonResponse({"ok": working, **answers}, status=200 if working else 503)


def parts() -> dict[str, bool]:
    """Which parts answer."""
    return {"database": _database(), "broker": _broker()}


def is_answering() -> bool:
    """Whether the web server says that all is well, where HEALTH_CHECK_URL says how it is reached.

    It is asked inside the network, past the proxy, so it is told what the proxy would tell it.
    """
    if not settings.HEALTH_CHECK_URL:
        return True
    site = urlsplit(settings.SITE_URL)
    told = {"Host": site.netloc, "X-Forwarded-Proto": site.scheme}
    request = Request(settings.HEALTH_CHECK_URL, headers=told)  # noqa: S310  (the operator's own)
    try:
        with urlopen(request, timeout=TIMEOUT_SECONDS) as answer:  # noqa: S310
            return int(answer.status) == HTTPStatus.OK
    except HTTPError as refusal:
        refusal.close()
        return False
    except OSError:
        return False


def worker_answers() -> bool:
    """Whether a worker hears the broker; one that is at work does, too.

    The process that listens is not one of those that work: `--pool solo` would make it one.
    """
    try:
        return bool(current_app.control.ping(timeout=TIMEOUT_SECONDS, limit=1))
    except (OperationalError, redis.RedisError):
        return False


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
