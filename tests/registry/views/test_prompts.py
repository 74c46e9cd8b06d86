"""Pages of prompts: the list, texts with what is filled in, comparisons, and writing."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.roles import Role
from coe_portal.tenancy.scope import scope
from registry.actions.prompts import NewPrompt, Wording, create_prompt, write_prompt
from registry.models.models import ModelVersion
from tests.registry.models import new_model

ROOM = "/northbank/registry/prompts/"
PROMPT = f"{ROOM}M-1/"


def new_prompt(owner, name="greeting", text="Hello {{ name }}, <b>welcome</b>."):
    new = NewPrompt(name=name, owner=owner, text=text)
    return create_prompt(new, actor=Actor.member(owner)).model


@pytest.fixture
def prompt(organization, owner):
    with scope(organization):
        return new_prompt(owner)


def test_written_in_the_portal_from_the_first_wording_to_the_next(organization, owner, client_for):
    client = client_for(owner)
    form = {"name": "greeting", "owner": owner.pk, "kind": "text", "text": "Hello {{ name }}."}
    assert client.post(f"{ROOM}new/", form).url == PROMPT
    page = client.get(f"{PROMPT}write/").content.decode()
    assert "Hello {{ name }}." in page
    again = {"kind": "text", "text": "Good day {{ name }}.", "note": "Politer.", "based_on": "1"}
    assert client.post(f"{PROMPT}write/", again).url == PROMPT
    late = client.post(f"{PROMPT}write/", {**again, "text": "Hi."})
    assert late.status_code == 422
    assert "Somebody wrote version 2 meanwhile" in late.content.decode()
    with scope(organization):
        assert ModelVersion.objects.count() == 2


def test_what_is_filled_in_stands_out_and_nothing_is_taken_for_markup(prompt, owner, client_for):
    page = client_for(owner).get(PROMPT).content.decode()

    assert "<mark>{{ name }}</mark>, &lt;b&gt;welcome&lt;/b&gt;." in page
    assert "Filled in: name" in page
    assert "What production asks of version 1" in page


def test_two_versions_stand_side_by_side(organization, prompt, owner, client_for):
    with scope(organization):
        write_prompt(prompt, Wording(text="Good day.", based_on=1), actor=Actor.member(owner))
    client = client_for(owner)
    page = client.get(f"{PROMPT}?version=2&since=1").content.decode()
    assert "Version 1 and version 2" in page
    assert 'class="is-added"' in page
    assert "Good day." in client.get(PROMPT).content.decode()
    assert "Hello" in client.get(f"{PROMPT}?version=1").content.decode()
    for odd in ("?version=x&since=-1", f"?version={'9' * 30}", "?since=2"):
        assert client.get(f"{PROMPT}{odd}").status_code == 200


def test_only_prompts_are_here_and_only_who_works_on_one_writes(
    organization, prompt, owner, member, client_for
):
    with scope(organization):
        new_model(owner)
    reader = client_for(member(Role.AUDITOR))
    listed = reader.get(ROOM).content.decode()
    assert ("M-1" in listed, "M-2" in listed) == (True, False)
    assert reader.get(f"{ROOM}M-2/").status_code == 404
    assert "/write/" not in reader.get(PROMPT).content.decode()
    assert reader.get(f"{PROMPT}write/").status_code == 403
    fragment = "/northbank/registry/models/M-1/versions/1/prompt/"
    assert "<mark>" in reader.get(fragment).content.decode()


def test_the_list_costs_the_same_for_many(organization, prompt, owner, client_for):
    client, counts = client_for(owner), []
    for more in (0, 30):
        with scope(organization):
            for number in range(more):
                new_prompt(owner, f"greeting-{number}")
        client.get(ROOM)
        with CaptureQueriesContext(connection) as queries:
            client.get(ROOM)
        counts.append(len(queries))
    assert counts[0] == counts[1]
