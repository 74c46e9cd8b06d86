"""The story of an object, with what one person repeated told in one line."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import time_machine

from coe_portal.accounts.actor import Actor
from coe_portal.audit.models import AuditEvent
from coe_portal.audit.queries import story
from coe_portal.tenancy.scope import scope
from intake.actions import drafting, rulebooks
from tests.audit.pack import case as stories
from tests.fixtures.organizations import OPERATOR

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_scope")]


@pytest.fixture
def owner(member):
    return member(name="Mia")


@pytest.fixture
def case(organization, owner):
    rulebooks.install_defaults(organization, actor=OPERATOR)
    return stories.register(owner)


@pytest.fixture
def save(case, owner):
    """`save("business", "10:04", workflow="…")`: those answers, at that time of one day."""

    def at(key, clock, *, who=owner, day=5, **answers):
        hour, minute = map(int, clock.split(":"))
        draft = case.drafts.get()
        section = draft.sections.get(key=key)
        with time_machine.travel(datetime(2026, 11, day, hour, minute, tzinfo=UTC), tick=False):
            drafting.save_section(
                draft, key, answers, revision=section.revision, actor=Actor.member(who)
            )

    return at


def lines(case):
    return [
        (entry.event.actor_name, entry.label)
        for entry in story(case, case.owner, limit=50).entries[:-2]
    ]


def test_saves_in_a_row_are_one_line_with_the_time_they_took(case, save):
    save("business", "10:04", workflow="Read each", objective="O2")
    save("business", "10:10", workflow="Read each letter")
    save("data", "10:31", personal_data=False)

    entry = story(case, case.owner, limit=50).entries[0]

    assert (entry.event.actor_name, entry.label) == ("Mia", "3 answers saved in Business, Data")
    assert (entry.since.strftime("%H:%M"), entry.event.at.strftime("%H:%M")) == ("10:04", "10:31")
    assert not entry.has_details


def test_another_person_another_day_or_another_event_begins_a_new_line(case, save, owner, member):
    colleague = member(name="Noa")
    draft = case.drafts.get()
    drafting.share_section(draft.sections.get(key="data"), colleague, actor=Actor.member(owner))
    save("business", "10:04", workflow="Read each")
    save("data", "10:05", who=colleague, personal_data=False)
    save("business", "10:06", workflow="Read all")
    save("business", "10:06", day=6, workflow="Read none")

    assert lines(case) == [
        ("Mia", "1 answer saved in Business"),
        ("Mia", "1 answer saved in Business"),
        ("Noa", "1 answer saved in Data"),
        ("Mia", "1 answer saved in Business"),
        ("Mia", "Section shared"),
    ]


def test_many_saves_leave_room_for_the_rest_of_the_story(case, save):
    for minute in range(5):
        save("business", f"10:0{minute}", workflow=f"Version {minute}")

    told = story(case, case.owner, limit=3)

    assert [entry.label for entry in told.entries][1:] == [
        "Use case registered",
        "Answers opened for change",
    ]
    assert not told.has_more
    assert AuditEvent.objects.about(case).count() > len(told.entries)


def test_a_longer_story_says_that_there_is_more(case, save, monkeypatch):
    assert story(case, case.owner, limit=1).has_more
    monkeypatch.setattr("coe_portal.audit.queries.MOST_READ", 1)
    assert story(case, case.owner, limit=50).has_more


def test_the_story_of_another_organization_is_not_told(case, other_organization):
    with scope(other_organization):
        assert story(case, case.owner, limit=50).entries == ()
