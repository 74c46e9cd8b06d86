"""Every address there is, asked by the wrong people: nothing of another organization shows.

The addresses come from the URL resolver, so that a new one is covered by being there. One whose
arguments have no example yet fails here by name: add it to `build_world()` in `worlds.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from zipfile import ZipFile

import pytest
import time_machine
from django.db import transaction
from django.test import Client

from tests.architecture.addresses import METHODS, Address, addresses
from tests.architecture.worlds import build_world
from tests.architecture.worlds.world import Examples, World, nowhere

pytestmark = [pytest.mark.architecture, pytest.mark.slow]

# What differs between two answers to the same question.
RANDOM = re.compile(rb"[A-Za-z0-9]{64}(?=[\"'])|\b[0-9a-f]{64}\b|\b[0-9a-f]{32}\b")
ZIP = b"PK\x03\x04"
NOW = "2026-11-20T10:00:00Z"
# What a list does not know it leaves aside.
LIST_QUERIES = ("", "?export=csv", "?q=zebra&sort=-title&show=unread&as_of=all")

ADDRESSES = addresses()
Place = tuple[str, str]


@pytest.fixture
def clock() -> Iterator[None]:
    """Answers say how long ago things were."""
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def ours(clock, organization, member) -> World:
    return build_world(organization, member, word="heron", skip=0)


@pytest.fixture
def theirs(clock, other_organization, member) -> World:
    return build_world(other_organization, member, word="zebrafish", skip=40)


def browser(world: World) -> Client:
    client = Client()
    client.force_login(
        world.person.user, backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    return client


def without_messages(client: Client) -> Client:
    """The same session, and nothing that an answer before left to be told."""
    other = Client()
    other.cookies["sessionid"] = client.cookies["sessionid"].value
    return other


def program(world: World) -> Client:
    return Client(headers={"authorization": f"Bearer {world.secret}"})


def is_api(address: Address) -> bool:
    return address.name.startswith(("api:", "mlflow:"))


def queries(address: Address, world: World, lists: tuple[str, ...]) -> tuple[str, ...]:
    """What to ask of an address: of one with arguments that alone, of a list some of its forms."""
    if address.name.startswith("mlflow:"):
        asks = f"?name={world.word}-model&version=1&alias={world.word}"
        return (asks,) if "get" in address.rights else ()
    return ("",) if address.places else lists


def methods(address: Address) -> tuple[str, ...]:
    """What it answers; of a page and of a list of the API also what it does not."""
    return METHODS if address.name in {"intake:use_case", "api:use-case-list"} else address.methods


def caller(address: Address, world: World) -> Client:
    return program(world) if is_api(address) else browser(world)


def ask(client: Client, method: str, path: str) -> tuple[int, str, bytes]:
    """Status, where it leads, and the body of an answer, without what is new in each."""
    answer = getattr(client, method)(path)
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if body.startswith(ZIP):
        body = unpacked(body)
    return answer.status_code, answer.headers.get("Location", ""), RANDOM.sub(b"random", body)


def unpacked(body: bytes) -> bytes:
    """What a workbook holds, without when each of its parts was written."""
    with ZipFile(BytesIO(body)) as packed:
        return b"".join(name.encode() + packed.read(name) for name in packed.namelist())


def masked(answer: tuple[int, str, bytes], *values: str) -> tuple[int, str, bytes]:
    """The answer without the words that were in the question."""
    status, location, body = answer
    for value in sorted(values, key=len, reverse=True):
        location = location.replace(value, "*")
        body = body.replace(value.encode(), b"*")
    return status, location, body


def test_every_argument_has_an_example(ours):
    lacking = {
        (address.name, place)
        for address in ADDRESSES
        for place in address.places
        if place not in ours.examples
    }
    assert lacking == set(), "add an example to build_world() in tests/architecture/worlds.py"


@pytest.mark.parametrize("is_signed_in", [True, False], ids=["a stranger", "nobody"])
def test_strangers_get_what_a_missing_organization_gives(ours, theirs, is_signed_in):
    different = []
    clients = {True: program(theirs), False: browser(theirs)} if is_signed_in else {}
    for address in ADDRESSES:
        client = clients.get(is_api(address)) or Client()
        for method in methods(address):
            real = ask(client, method, address.path("northbank", ours.examples))
            missing = ask(client, method, address.path("nowhere", ours.examples))
            if masked(real, "northbank") != masked(missing, "nowhere"):
                different.append((address.name, method, real[:2], missing[:2]))
            assert real[0] in {302, 401, 404}, (address.name, method)
    assert different == []


def test_what_is_elsewhere_is_as_if_it_did_not_exist(ours, theirs):
    different = []
    absent = nowhere(theirs.examples)
    api, signed_in = program(ours), browser(ours)
    for address in ADDRESSES:
        own = [place for place in address.places if _is_tenant_data(place, ours, theirs)]
        for places in _each_and_all(own):
            foreign = _mixed(ours.examples, theirs.examples, places)
            none = _mixed(ours.examples, absent, places)
            values = [*foreign.values(), *none.values()]
            client = api if is_api(address) else without_messages(signed_in)
            for method in methods(address):
                elsewhere = ask(client, method, address.path("northbank", foreign))
                missing = ask(client, method, address.path("northbank", none))
                if masked(elsewhere, *_long(values)) != masked(missing, *_long(values)):
                    different.append((address.name, method, places, elsewhere[:2], missing[:2]))
    assert different == []


def _each_and_all(places: list[Place]) -> list[list[Place]]:
    """One argument of the other organization among ours, and then all of them."""
    return [[place] for place in places] + ([places] if len(places) > 1 else [])


def _is_tenant_data(place: Place, ours: World, theirs: World) -> bool:
    return ours.examples[place] != theirs.examples[place]


def _mixed(ours: Examples, others: Examples, places: list[Place]) -> Examples:
    return {**ours, **{key: others[key] for key in places}}


def _long(values: list[str]) -> list[str]:
    """Values that can be told from any other number or word in a page."""
    return [value for value in values if len(value) > 3]


def every_answer(
    world: World, lists: tuple[str, ...] = LIST_QUERIES
) -> dict[str, tuple[int, str, bytes]]:
    """What the organization's own member reads at each address, lists in several forms.

    What a visit leaves (an export is in the trail, a notification is read) is undone at the end.
    """
    answers = {}
    with transaction.atomic():
        for address in ADDRESSES:
            path = address.path(world.organization.slug, world.examples)
            for query in queries(address, world, lists):
                answers[path + query] = ask(caller(address, world), "get", path + query)
        transaction.set_rollback(True)
    return answers


def test_another_organization_changes_nothing_of_what_one_sees(
    clock, ours, other_organization, member
):
    """No row, no title, no count: pages, exports, files and the API are the same to the byte."""
    before = every_answer(ours)
    build_world(other_organization, member, word="zebrafish", skip=40)
    after = every_answer(ours)
    assert [path for path, answer in before.items() if answer != after[path]] == []
    assert [path for path, (_s, _l, body) in after.items() if b"zebrafish" in body.lower()] == []
    assert {path: answer[0] for path, answer in after.items() if answer[0] >= 500} == {}


def test_what_could_leak_is_there(theirs):
    """Else the tests above would prove nothing."""
    answers = every_answer(theirs, ("",))
    telling = [path for path, (_s, _l, body) in answers.items() if b"zebrafish" in body.lower()]
    assert len(telling) > len(answers) / 2
