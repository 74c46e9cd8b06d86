"""Observations over the API, whole requests of 10,000, against COPY of the same rows."""

from __future__ import annotations

import gzip
import io
import json
import random
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.client import HTTPConnection
from typing import Final

from django.db import connection
from django.utils import timezone

from coe_portal.accounts.actions import issue_token
from coe_portal.accounts.actor import Actor
from coe_portal.accounts.models import Membership
from coe_portal.accounts.roles import token_scopes
from coe_portal.tenancy.scope import scope
from registry.models.models import ModelVersion

A_REQUEST: Final = 10_000
REQUESTS: Final = 12
CLIENTS: Final = 2
HEADERS: Final = {"Content-Type": "application/x-ndjson", "Content-Encoding": "gzip"}


@dataclass(frozen=True)
class Rate:
    """Rows a second over the API and by COPY into a table with the same key."""

    sent: float
    copied: float

    @property
    def words(self) -> str:
        return (
            f"{self.sent:,.0f} rows/s = {self.sent / self.copied:.2f} × COPY ({self.copied:,.0f}/s)"
        )


def secret(version: ModelVersion) -> str:
    """A token that may send."""
    with scope(version.organization_id):
        owner = Actor.member(Membership.objects.order_by("pk").first())
        _token, text = issue_token("bench", scopes=token_scopes(), actor=owner)
    return text


def rows() -> list[tuple[str, str, str]]:
    """Moments of the last minutes, new keys, values."""
    now = timezone.now().isoformat()
    word, chance = uuid.uuid4().hex[:12], random.Random(1)  # noqa: S311
    return [
        (
            now,
            f"{word}{number}",
            json.dumps({"score": round(chance.random(), 4), "age": number % 60, "region": "b"}),
        )
        for number in range(A_REQUEST)
    ]


def body() -> bytes:
    """A request, packed."""
    lines = (f'{{"at": "{at}", "key": "{key}", "values": {values}}}' for at, key, values in rows())
    return gzip.compress("\n".join(lines).encode())


def rate(port: int, version: ModelVersion, token: str) -> Rate:
    """Rows a second, sent by two clients at once to two workers."""
    place = (
        f"/{version.organization.slug}/api/v1/models/{version.model.reference}"
        f"/versions/{version.number}/observations/"
    )
    bodies = [body() for _number in range(REQUESTS + CLIENTS)]

    def send(content: bytes) -> None:
        client = HTTPConnection("127.0.0.1", port, timeout=120)
        client.request("POST", place, content, {**HEADERS, "Authorization": f"Bearer {token}"})
        answer = client.getresponse()
        said = answer.read()
        if answer.status != 200 or json.loads(said)["stored"] != A_REQUEST:
            raise ValueError(said.decode()[:500])

    with ThreadPoolExecutor(CLIENTS) as pool:
        list(pool.map(send, bodies[:CLIENTS]))
        started = time.perf_counter()
        list(pool.map(send, bodies[CLIENTS:]))
        seconds = time.perf_counter() - started
    return Rate(REQUESTS * A_REQUEST / seconds, _copied())


def _copied() -> float:
    """One COPY at a time into an empty table with the same primary key."""
    texts = ["".join("\t".join(row) + "\n" for row in rows()) for _number in range(REQUESTS)]
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMPORARY TABLE bench_observations"
            " (at timestamptz, key text, content jsonb, PRIMARY KEY (at, key))"
        )
        started = time.perf_counter()
        for text in texts:
            cursor.copy_expert("COPY bench_observations FROM STDIN", io.StringIO(text))
        seconds = time.perf_counter() - started
        cursor.execute("DROP TABLE bench_observations")
    return REQUESTS * A_REQUEST / seconds
