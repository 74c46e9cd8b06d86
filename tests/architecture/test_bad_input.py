"""Whatever somebody sends, the portal refuses it in words: it never fails.

Every field of the API, by its own description, and of every form gets one of the worst values of
its kind among plausible ones, so that it reaches the actions behind; another one each run.
"""

from __future__ import annotations

import base64
import datetime as dt
import json
import random
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from django import forms
from django.db import transaction
from django.test import Client
from django.utils import timezone

from coe_portal.api.schema import described_api
from coe_portal.tenancy.scope import scope
from tests.architecture.addresses import Address, addresses
from tests.architecture.test_tenancy_is_closed import browser, is_api, program
from tests.architecture.worlds import build_world
from tests.architecture.worlds.world import World

pytestmark = [pytest.mark.architecture, pytest.mark.slow]

LONG = "9" * 5000
DAYS = ("0001-01-01", "9999-12-31", "1900-01-01", "2199-12-31", "2026-02-30")
MOMENTS = (
    "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59-12:00",
    "1900-01-01T00:00:00Z",
    "2199-12-31T23:59:59Z",
)
NUMBERS = (-1, 0, 2**31, 2**63, 10**30, LONG, None)
WORST: dict[str, tuple[Any, ...]] = {
    "date": DAYS,
    "date-time": MOMENTS,
    "integer": NUMBERS,
    "number": (-1, 10**30, "1e999", "NaN"),
    "boolean": ("perhaps", None),
    "array": ([], None, [None], [{}], [[[]]], [10**30], [LONG]),
    "object": ({}, None, [], {"a": {"b": [{}] * 3}}, {LONG: 10**30}),
    "string": (" ", LONG, {}, None),
}
CURSORS = (
    "p=zzz",
    "p=999999999999999999999",
    "o=99999999999999",
    "r=1&p=0001-01-01T00:00:00Z",
    "=",
)
QUERIES = (
    {"q": LONG, "sort": "-nothing", "page": "99999999999999999999", "state": LONG},
    {
        "q": "%_'\"\\",
        "page": "-1",
        "since": "0001-01-01",
        "until": "9999-12-31",
        "on": "9999-12-31",
        "month": "9999-12",
        **dict.fromkeys(("unit", "owner", "member", "course", "about", "role", "area"), LONG),
    },
    {"since": "9999-12-31", "until": "0001-01-01", "month": "1000-01", "unit": "-1", "board": "B-"},
)


@pytest.fixture
def world(organization, member) -> World:
    return build_world(organization, member, word="heron", skip=0)


class Body:
    """Bodies for an operation of the API, out of its description."""

    def __init__(self, world: World, schema: dict[str, Any]) -> None:
        self._known = schema["components"]["schemas"]
        places = {place: value for (_before, place), value in world.examples.items()}
        by_name = {before.removesuffix("s"): v for (before, _p), v in world.examples.items()}
        email = world.person.user.email
        self._named = {
            **places,
            "course": world.examples["courses", "reference"],
            "board": world.examples["boards", "reference"],
            "decision": world.examples["decisions", "reference"],
            "use_case": world.examples["use-cases", "reference"],
            "about": world.examples["use-cases", "reference"],
            "seat": by_name["seat"],
            **dict.fromkeys(("owner", "lead", "host", "secretary", "delegate", "email"), email),
        }

    def fields(self, described: dict[str, Any]) -> dict[str, Any]:
        """Name → description, of an object."""
        found: dict[str, Any] = self._plain(described).get("properties", {})
        return {name: one for name, one in found.items() if not one.get("readOnly")}

    def plausible(self, name: str, described: dict[str, Any]) -> Any:
        """A value that a field may well have."""
        one = self._plain(described)
        if "enum" in one:
            return one["enum"][0]
        if name in self._named and one.get("type", "string") in {"string", "integer"}:
            return self._named[name]
        kind = self.kind(described)
        today = timezone.localdate()
        return {
            "date": (today + dt.timedelta(days=30)).isoformat,
            "date-time": (timezone.now() + dt.timedelta(days=9)).isoformat,
            "integer": lambda: one.get("minimum", 1),
            "number": lambda: 1,
            "boolean": lambda: True,
            "array": lambda: [self.plausible(name, one.get("items", {}))],
            "object": lambda: {k: self.plausible(k, v) for k, v in self.fields(one).items()},
        }.get(kind, lambda: "Words.")()

    def kind(self, described: dict[str, Any]) -> str:
        """Which of WORST it is."""
        one = self._plain(described)
        found = one.get("format") if one.get("format") in WORST else one.get("type", "object")
        return str(found)

    def _plain(self, described: dict[str, Any]) -> dict[str, Any]:
        one = described
        while "$ref" in one or "allOf" in one or "oneOf" in one:
            inner = (one.get("allOf") or one.get("oneOf") or [one])[0]
            one = self._known[inner["$ref"].rpartition("/")[2]] if "$ref" in inner else inner
        return one


def operations() -> Iterator[tuple[Address, str, dict[str, Any]]]:
    """Every operation of the API: its address, its method, its description."""
    known = {
        re.sub(r"<[^>]*>", "<>", one.route.split("api/v1/")[-1]): one
        for one in addresses()
        if is_api(one)
    }
    for path, methods in described_api()["paths"].items():
        route = re.sub(r"{[^}]*}", "<>", path.lstrip("/"))
        for method, operation in methods.items():
            if method in {"get", "post", "put", "patch", "delete"}:
                yield known[route], method, operation


def described_body(operation: dict[str, Any]) -> dict[str, Any] | None:
    content = operation.get("requestBody", {}).get("content", {})
    found: dict[str, Any] | None = content.get("application/json", {}).get("schema")
    return found


def bodies(world: World, described: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """What is wrong, and the body: a plausible one, then each field at its worst."""
    makes = Body(world, described_api())
    fields = makes.fields(described)
    plausible = {name: makes.plausible(name, one) for name, one in fields.items()}
    yield "", plausible
    for name, one in fields.items():
        value = random.choice(WORST[makes.kind(one)])  # noqa: S311
        yield f"{name}={str(value)[:40]}", {**plausible, name: value}
    yield "no object", [plausible]


def sent(client: Client, method: str, path: str, data: Any = None) -> int:
    """The status of an answer; what it did is undone."""
    client.raise_request_exception = False
    more = {} if data is None else {"content_type": "application/json", "data": json.dumps(data)}
    with transaction.atomic():
        answer = getattr(client, method)(path, **more)
        for close in answer._resource_closers:
            close()
        transaction.set_rollback(True)
    return int(answer.status_code)


def test_no_body_makes_the_api_fail(world):
    client, slug, failed, reached = program(world), world.organization.slug, [], 0
    for address, method, operation in operations():
        described = described_body(operation)
        if described is None:
            continue
        path = address.path(slug, world.examples)
        for wrong, body in bodies(world, described):
            status = sent(client, method, path, body)
            reached += status < 300
            if status >= 500:
                failed.append((address.name, method, wrong, status))
    assert failed == []
    assert reached > 40, "the bodies are not plausible any more"


def test_a_token_that_only_reads_changes_nothing(world, api_client):
    apps = ("intake", "governance", "registry", "training", "metrics", "jobs")
    scopes = [f"{app}:read" for app in apps]
    client = api_client(world.person, scopes=scopes)
    allowed = []
    for address, method, operation in operations():
        if method == "get":
            continue
        described = described_body(operation)
        body = {} if described is None else next(bodies(world, described))[1]
        status = sent(client, method, address.path(world.organization.slug, world.examples), body)
        if status < 300:
            allowed.append((address.name, method, status))
    assert allowed == []


def test_no_query_makes_a_list_of_the_api_fail(world):
    client, failed = program(world), []
    for address, method, operation in operations():
        named = [one["name"] for one in operation.get("parameters", []) if one["in"] == "query"]
        if method != "get" or not named:
            continue
        path = address.path(world.organization.slug, world.examples)
        wrong = [{name: value} for name in named for value in (LONG, "-1", "0001-01-01", "%_'")]
        if "cursor" in named:
            coded = [base64.b64encode(one.encode()).decode() for one in CURSORS]
            wrong += [{"cursor": one} for one in [*coded, "é", LONG]]
        for query in wrong:
            status = sent(client, "get", f"{path}?{urlencode(query)}")
            if status >= 500:
                failed.append((address.name, str(query)[:80], status))
    assert failed == []


def pages() -> list[Address]:
    return [one for one in addresses() if not is_api(one) and ":" in one.name]


def test_no_query_makes_a_page_fail(world):
    client, failed = browser(world), []
    for address in pages():
        path = address.path(world.organization.slug, world.examples)
        for query in [random.choice(QUERIES)] if address.places else QUERIES:  # noqa: S311
            status = sent(client, "get", f"{path}?{urlencode(query)}")
            if status >= 500:
                failed.append((address.name, str(query)[:60], status))
    assert failed == []


def test_no_form_makes_a_page_fail(world):
    client, failed, reached = browser(world), [], 0
    for address in pages():
        form = getattr(getattr(address.handler, "view_class", None), "form_class", None)
        if form is None or not getattr(form, "base_fields", None):
            continue
        path = address.path(world.organization.slug, world.examples)
        for wrong, data in filled(world, form.base_fields):
            status = post(client, path, data)
            reached += status == 302
            if status >= 500:
                failed.append((address.name, wrong, status))
    assert failed == []
    assert reached > 40, "the forms are not plausible any more"


def post(client: Client, path: str, data: dict[str, Any]) -> int:
    client.raise_request_exception = False
    with transaction.atomic():
        answer = client.post(path, data)
        for close in answer._resource_closers:
            close()
        transaction.set_rollback(True)
    return int(answer.status_code)


def filled(world: World, fields: dict[str, forms.Field]) -> Iterator[tuple[str, dict[str, Any]]]:
    """What is wrong, and the data of a form."""
    with scope(world.organization):
        plausible = {name: likely(field) for name, field in fields.items()}
    plausible = {name: value for name, value in plausible.items() if value is not None}
    yield "", plausible
    for name, field in fields.items():
        value = random.choice(worst(field))  # noqa: S311
        yield f"{name}={value[:40]}", {**plausible, name: value}


def likely(field: forms.Field) -> Any:
    """A value that somebody may well enter; None for none."""
    ahead = timezone.localtime() + dt.timedelta(days=30)
    if isinstance(field, forms.ChoiceField):
        return chosen(field)
    for kind, value in (
        (forms.FileField, None),
        (forms.DateTimeField, ahead.strftime("%Y-%m-%dT%H:%M")),
        (forms.DateField, ahead.strftime("%Y-%m-%d")),
        (forms.BooleanField, "on"),
        (forms.IntegerField, str(getattr(field, "min_value", None) or 1)),
        (forms.EmailField, "person@example.com"),
    ):
        if isinstance(field, kind):
            return value
    return "Words."


def chosen(field: forms.ChoiceField) -> Any:
    """The first of the choices, or of the rows."""
    if isinstance(field, forms.ModelChoiceField):
        first = field.queryset.first() if field.queryset is not None else None
        return None if first is None else field.prepare_value(first)
    known = [value for value, _label in field.choices if value not in ("", None)]
    return next((one for one in known if isinstance(one, str | int)), None)


def worst(field: forms.Field) -> tuple[str, ...]:
    if isinstance(field, forms.DateTimeField):
        return ("0001-01-01T00:00", "9999-12-31T23:59", "2199-12-31T23:59")
    if isinstance(field, forms.DateField):
        return DAYS
    if isinstance(field, forms.IntegerField | forms.DecimalField):
        return ("-1", "2147483648", str(10**30), "1e999", LONG)
    if isinstance(field, forms.ChoiceField | forms.ModelChoiceField):
        return ("nope", "-1", str(10**30), LONG, "\x00")
    return ("", "\x00", LONG, "=1+1\t\u202e")
