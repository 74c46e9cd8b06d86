"""The table of who may do what is true: to the code, and to the running pages and the API."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from coe_portal.accounts.models import Membership
from coe_portal.accounts.predicates import grants_of, vetoes_of
from coe_portal.accounts.roles import MEMBERS, Role, all_permissions, declared_permission
from coe_portal.tenancy.scope import scope
from tests.architecture import permission_table
from tests.architecture.addresses import addresses
from tests.architecture.permission_table import ALWAYS, NEVER, cell
from tests.architecture.probes import PROBES, Probe, Relate
from tests.architecture.worlds import build_world
from tests.architecture.worlds.world import World

pytestmark = pytest.mark.architecture
ADDRESSES = {address.name: address for address in addresses()}
REFUSED = {401, 403, 404}


@pytest.fixture
def world(organization, member) -> World:
    return build_world(organization, member, word="heron", skip=0)


@pytest.fixture
def people(member) -> dict[Role, Membership]:
    """Somebody of each role to whom nothing in the world belongs."""
    return {role: member(role, name=f"Only {role.label}") for role in Role}


def test_the_table_is_what_the_code_declares():
    written = permission_table.DOCUMENT.read_text(encoding="utf-8")

    assert written == permission_table.rendered(), "run `make docs`"


def test_every_right_and_every_rule_has_a_probe():
    declared = {right.code for right in all_permissions()} | {
        (right.code, rule.__name__)
        for right in all_permissions()
        for rule in (*grants_of(right.code), *vetoes_of(right.code))
    }
    probed = {probe.permission for probe in PROBES} | {
        (probe.permission, rule) for probe in PROBES for rule in probe.rules
    }

    assert declared ^ probed == set(), "add a probe to tests/architecture/probes.py"
    assert max(Counter(probe.permission for probe in PROBES).values()) == 1


def test_pages_and_api_allow_what_the_table_says(world, people, client_for):
    different = []
    for role, person in people.items():
        client = client_for(person)
        for probe in PROBES:
            for rule, relate in {"": None, **probe.rules}.items():
                status, is_allowed = asked(client, person, probe, world, relate)
                if is_allowed != is_expected(probe, role, rule) or status >= 500:
                    different.append((probe.permission, rule or "somebody else's", role, status))
    assert not different, "\n".join(map(str, different))


def is_expected(probe: Probe, role: Role, rule: str) -> bool:
    """What the table says of somebody else's, or of what concerns one by a rule."""
    said = cell(declared_permission(probe.permission), role)
    if rule in {one.__name__ for one in vetoes_of(probe.permission)}:
        return said == ALWAYS and role in probe.spares.get(rule, ())
    return said != NEVER if rule else said == ALWAYS


def test_nobody_may_anything_in_another_organization(
    world, member, other_organization, client_for, api_client
):
    """Whatever they are at home, and whatever an object of ours would be to them here."""
    strangers = [
        member(*sorted(roles), organization=other_organization)
        for roles in (MEMBERS, *({role} for role in Role))
    ]
    callers = [
        (stranger, client_for(stranger), [api_client(stranger)] if may_have_tokens else [])
        for stranger in strangers
        for may_have_tokens in [stranger.may("accounts.manage_tokens")]
    ]
    everything, *single = callers
    allowed = []
    for number, probe in enumerate(PROBES):
        # Who is everything at once, and in turn who is one thing.
        for stranger, browser, programs in (everything, single[number % len(single)]):
            for client in (browser, *(programs if probe.address.startswith("api:") else [])):
                status, is_allowed = asked(client, stranger, probe, world, None)
                if is_allowed or status >= 500:
                    allowed.append((probe.permission, stranger.roles, status))
    assert allowed == []


def asked(
    client: Client, person: Membership, probe: Probe, world: World, relate: Relate | None
) -> tuple[int, bool]:
    """The answer's status, and whether it let the member do it; what it did is undone."""
    mine = replace(world, examples=dict(world.examples))
    with transaction.atomic():
        with scope(world.organization):
            for prepare in filter(None, (probe.given, relate)):
                prepare(mine, person)
            data = probe.data(mine) if callable(probe.data) else dict(probe.data)
        path = ADDRESSES[probe.address].path(mine.organization.slug, probe.arguments(mine))
        answer = send(client, probe, path, data)
        is_allowed = answer.status_code not in REFUSED and probe.shows.encode() in answer.content
        transaction.set_rollback(True)
    return answer.status_code, is_allowed


def send(client: Client, probe: Probe, path: str, data: dict[str, Any]) -> Any:
    is_json = probe.address.startswith("api:") and probe.method != "get"
    more = {"content_type": "application/json"} if is_json else {}
    more["headers"] = {"hx-request": "true"}  # a refusal is then a sentence and no whole page
    return getattr(client, probe.method)(path, data, **more)
