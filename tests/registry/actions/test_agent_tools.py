"""Tools of agents: who keeps the catalogue, who allows what, and what production asks for."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.roles import Role
from coe_portal.audit.models import AuditEvent
from coe_portal.errors import InvalidInput, InvalidTransition, NotAllowed, RuleViolation
from coe_portal.notifications.models import Notification
from coe_portal.tenancy.scope import scope
from registry.actions.agent_tools import (
    Declared,
    ToolTerms,
    change_tool,
    declare_tool,
    register_tool,
    retire_tool,
    revoke_grant,
    withdraw_tool,
)
from registry.choices import GrantStanding, ToolEffect
from registry.models.agents import AgentTool, ToolGrant, ToolUse
from registry.models.models import ModelVersion
from registry.queries.agent_tools import not_permitted, tool_lines, tools_page
from registry.queries.candidates import Candidate
from registry.queries.packets import packet_facts
from registry.queries.promotion import missing_for_promotion
from tests.registry.agents import allow, new_agent, new_tool, use_tool
from tests.registry.models import new_version

CODE = "registry.tools_permitted"


@pytest.fixture
def keeper(in_scope, member):
    return member(name="Kim Keeper")


@pytest.fixture
def tool(keeper):
    return new_tool(keeper)


@pytest.fixture
def agent(in_scope, owner, developer):
    return new_agent(owner, developer)


def missing(version) -> list[str]:
    return [one.message for one in missing_for_promotion(Candidate(version)) if one.code == CODE]


def terms(owner, **fields):
    return ToolTerms(
        **{"name": "pay", "system": "Bank", "effects": [ToolEffect.SPENDS], "owner": owner} | fields
    )


def test_a_tool_comes_into_the_catalogue_and_into_the_trail(owner, keeper):
    tool = register_tool(terms(keeper, name=" pay "), actor=Actor.member(owner))

    assert (tool.reference, tool.name, tool.effects) == ("TOOL-1", "pay", ["spends"])
    (event,) = AuditEvent.objects.filter(action="registry.tool.registered")
    assert event.after["system"] == "Bank"
    with pytest.raises(NotAllowed):
        register_tool(terms(keeper, name="other"), actor=Actor.member(keeper))


@pytest.mark.parametrize(
    ("field", "value"),
    [("name", " "), ("name", "read_order"), ("system", ""), ("effects", [])],
)
def test_a_tool_says_what_it_is_and_does(owner, keeper, tool, field, value):
    with pytest.raises(InvalidInput) as caught:
        register_tool(terms(keeper, **{field: value}), actor=Actor.member(owner))
    assert list(caught.value.errors) == [field]


def test_its_owner_changes_and_retires_it(keeper, tool, member):
    stranger, actor = Actor.member(member(Role.MODEL_OWNER)), Actor.member(keeper)
    with pytest.raises(NotAllowed):
        change_tool(tool, terms(keeper), actor=stranger)
    change_tool(tool, terms(keeper, name="read_order", effects=[ToolEffect.WRITE]), actor=actor)
    retire_tool(tool, "Replaced by another shop.", actor=actor)

    tool.refresh_from_db()
    assert (tool.effects, tool.is_retired) == (["write"], True)
    with pytest.raises(InvalidTransition):
        retire_tool(tool, "Again", actor=actor)
    assert new_tool(keeper).reference == "TOOL-2"


def test_the_owner_of_the_tool_is_asked_and_the_people_of_the_agent_are_told(
    agent, tool, keeper, owner, developer
):
    use = declare_tool(
        agent, Declared(tool=tool, purpose="Looks up orders."), actor=Actor.member(developer)
    )
    allow(use, keeper)
    revoke_grant(use, "It read too much.", actor=Actor.member(keeper))

    told = Notification.objects.filter(kind__startswith="registry.tool").order_by("pk")
    assert [(one.kind, one.recipient) for one in told] == [
        ("registry.tool_asked", keeper),
        ("registry.tool_allowed", owner),
        ("registry.tool_allowed", developer),
        ("registry.tool_taken", owner),
        ("registry.tool_taken", developer),
    ]


def test_the_developer_never_grants_whatever_their_role(in_scope, owner, keeper, tool, member):
    builder = member(Role.COE_STAFF, name="Both")
    use = use_tool(new_agent(owner, builder), tool)
    for person in (builder, owner, member(Role.AUDITOR)):
        with pytest.raises(NotAllowed):
            allow(use, person)
    mine = use_tool(new_agent(owner, keeper, name="other-agent"), tool)
    with pytest.raises(NotAllowed):
        allow(mine, keeper)

    allow(use, keeper)
    allow(mine, member(Role.COE_STAFF))
    assert ToolGrant.objects.current().count() == 2


def test_only_agents_use_tools_each_once(agent, version, tool, developer):
    actor = Actor.member(developer)
    with pytest.raises(RuleViolation):
        declare_tool(version, Declared(tool=tool), actor=actor)
    declare_tool(agent, Declared(tool=tool), actor=actor)
    with pytest.raises(InvalidInput):
        declare_tool(agent, Declared(tool=tool), actor=actor)


def test_what_cannot_be_undone_needs_a_person(agent, keeper):
    grave = new_tool(keeper, name="delete_order", effects=[ToolEffect.IRREVERSIBLE])
    use = use_tool(agent, grave)
    with pytest.raises(InvalidInput) as caught:
        allow(use, keeper)
    assert list(caught.value.errors) == ["needs_person"]

    allow(use, keeper, needs_person=True)
    assert missing(agent) == []


def test_production_asks_for_a_grant_of_every_tool_that_holds_today(agent, tool, keeper, member):
    today = timezone.now().date()
    assert missing(agent) == []
    use = use_tool(agent, tool)
    assert missing(agent) == ["Tools that are not permitted: read_order (Not granted)."]
    grant = allow(use, keeper, until=today + dt.timedelta(days=3))
    assert missing(agent) == []

    ToolGrant.objects.filter(pk=grant.pk).update(until=today - dt.timedelta(days=3))
    assert [line.standing for line in not_permitted(agent)] == [GrantStanding.EXPIRED]
    allow(use, keeper)
    change_tool(
        tool,
        terms(keeper, effects=[ToolEffect.IRREVERSIBLE]),
        actor=Actor.member(member(Role.COE_STAFF)),
    )
    assert [line.standing for line in not_permitted(agent)] == [GrantStanding.NEEDS_PERSON]
    retire_tool(tool, "Gone.", actor=Actor.member(keeper))
    assert [line.standing for line in not_permitted(agent)] == [GrantStanding.RETIRED]


def test_a_new_grant_ends_the_one_before_and_a_withdrawal_ends_all(agent, tool, keeper, developer):
    use = use_tool(agent, tool)
    allow(use, keeper)
    allow(use, keeper, scope="Orders of today")
    (line,) = tool_lines(agent)
    assert (line.grant.scope, ToolGrant.objects.count()) == ("Orders of today", 2)

    withdraw_tool(use, actor=Actor.member(developer))
    assert (ToolUse.objects.count(), ToolGrant.objects.count()) == (0, 0)
    with pytest.raises(InvalidTransition):
        withdraw_tool(use, actor=Actor.member(developer))


def test_tools_of_a_version_that_served_stay(agent, tool, keeper, developer):
    use = use_tool(agent, tool)
    ModelVersion.objects.filter(pk=agent.pk).update(served_at=timezone.now())
    agent.refresh_from_db()
    for change in (
        lambda: withdraw_tool(use, actor=Actor.member(developer)),
        lambda: use_tool(agent, new_tool(keeper, name="more")),
    ):
        with pytest.raises(RuleViolation):
            change()

    allow(use, keeper)
    revoke_grant(use, "It read too much.", actor=Actor.member(keeper))
    assert missing(agent) == ["Tools that are not permitted: read_order (Not granted)."]


def test_versions_are_compared_and_voters_see_the_tools(agent, tool, keeper, developer):
    use = use_tool(agent, tool)
    allow(use, keeper)
    second = new_version(agent.model, developer)
    for one in (tool, new_tool(keeper, name="refund", effects=[ToolEffect.SPENDS])):
        use_tool(second, one)

    page = tools_page(second)
    assert (page.predecessor, page.comparison.added) == (agent, ("refund",))
    assert tools_page(agent).comparison is None
    facts = {one["label"]: one["value"] for one in packet_facts(agent)["facts"]}
    assert facts["Tools"] == "read_order (Orders of whoever asks)"


def test_what_a_version_may_do_is_read_in_two_queries(agent, keeper, django_assert_num_queries):
    for number in range(3):
        allow(use_tool(agent, new_tool(keeper, name=f"tool-{number}")), keeper)
    with django_assert_num_queries(2):
        lines = tool_lines(agent)
        assert [(str(one.tool.owner), one.is_permitted) for one in lines] == [
            ("Kim Keeper", True)
        ] * 3


def test_another_organization_has_a_catalogue_of_its_own(tool, other_organization, member):
    stranger = member(organization=other_organization)
    with scope(other_organization):
        assert AgentTool.objects.count() == 0
        assert new_tool(stranger).reference == "TOOL-1"
    assert AgentTool.objects.get() == tool
