"""Pages of agents' tools: the catalogue, one tool, and the matrix of a version."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from coe_portal.accounts.roles import Role
from coe_portal.tenancy.scope import scope
from registry.choices import ToolEffect
from registry.models.agents import AgentTool, ToolGrant
from tests.registry.agents import allow, new_agent, new_tool, use_tool

ROOM = "/northbank/registry/"
TOOLS = f"{ROOM}models/M-1/versions/1/tools/"


@pytest.fixture
def keeper(member):
    return member(name="Kim Keeper")


@pytest.fixture
def agent(organization, owner, developer):
    with scope(organization):
        return new_agent(owner, developer)


def test_from_the_catalogue_to_a_grant(organization, agent, owner, developer, keeper, client_for):
    form = {
        "name": "delete_order",
        "system": "Shop",
        "effects": ["write", "irreversible"],
        "data_class": "confidential",
        "owner": keeper.pk,
    }
    page = client_for(owner).post(f"{ROOM}agent-tools/new/", form)
    assert page.url == f"{ROOM}agent-tools/TOOL-1/"
    with scope(organization):
        tool = AgentTool.objects.get()
    builder, judge = client_for(developer), client_for(keeper)
    added = builder.post(f"{TOOLS}add/", {"tool": tool.pk, "purpose": "Cancels orders."})
    assert added.url == TOOLS
    use = tool.pk and judge.get(TOOLS).context["page"].lines[0].use
    grant = f"{TOOLS}{use.pk}/grant/"
    assert builder.get(grant).status_code == 403
    assert "Cancels orders." in judge.get(grant).content.decode()
    refused = judge.post(grant, {"scope": "Orders of today"})
    assert refused.status_code == 422
    assert "needs a person&#x27;s approval" in refused.content.decode()
    judge.post(grant, {"scope": "Orders of today", "needs_person": "on"})

    shown = judge.get(TOOLS).content.decode()
    assert "1 of 1 tools are permitted" in shown
    assert "A person approves each call" in shown
    assert "Orders of today" in judge.get(f"{ROOM}agent-tools/TOOL-1/").content.decode()
    assert judge.post(f"{TOOLS}{use.pk}/revoke/", {"reason": "Too much."}).url == TOOLS
    assert builder.post(f"{TOOLS}{use.pk}/withdraw/").url == TOOLS
    assert "No tools yet" in builder.get(TOOLS).content.decode()


def test_the_tools_stand_on_the_page_of_the_version(organization, agent, owner, keeper, client_for):
    with scope(organization):
        use_tool(agent, new_tool(keeper))
    client = client_for(owner)

    assert f"{TOOLS}card/" in client.get(f"{ROOM}models/M-1/versions/1/").content.decode()
    card = client.get(f"{TOOLS}card/").content.decode()
    assert "0 of 1 tools are permitted" in card
    assert "Not granted" in card


def test_retired_by_its_owner_and_no_button_for_others(organization, keeper, member, client_for):
    with scope(organization):
        new_tool(keeper)
    place = f"{ROOM}agent-tools/TOOL-1/"
    assert "/retire/" not in client_for(member()).get(place).content.decode()
    client = client_for(keeper)
    assert client.post(f"{place}retire/", {"reason": "Replaced."}).url == place
    assert "no version goes into production with it" in client.get(place).content.decode()


def test_the_list_is_narrowed_by_effect_and_costs_the_same_for_many(
    organization, keeper, member, client_for
):
    client = client_for(member(Role.AUDITOR))
    with scope(organization):
        new_tool(keeper)
        new_tool(keeper, name="pay", effects=[ToolEffect.SPENDS])
    client.get(f"{ROOM}agent-tools/")
    with CaptureQueriesContext(connection) as few:
        page = client.get(f"{ROOM}agent-tools/?effect=spends").content.decode()
    assert ("TOOL-2" in page, "TOOL-1" in page) == (True, False)
    with scope(organization):
        for number in range(30):
            new_tool(keeper, name=f"pay {number}", effects=[ToolEffect.SPENDS])
    with CaptureQueriesContext(connection) as many:
        client.get(f"{ROOM}agent-tools/?effect=spends")
    assert len(many) == len(few)


def test_the_matrix_costs_the_same_for_many_tools(organization, agent, keeper, member, client_for):
    client, counts = client_for(member(Role.COE_STAFF)), []
    for start in (0, 30):
        with scope(organization):
            for number in range(start, start + 1 + start):
                allow(use_tool(agent, new_tool(keeper, name=f"tool {number}")), keeper)
        client.get(TOOLS)
        with CaptureQueriesContext(connection) as queries:
            client.get(TOOLS)
        counts.append(len(queries))
    assert counts[0] == counts[1]
    with scope(organization):
        assert ToolGrant.objects.count() == 32
