"""Gaps with the courses that close them, and rounds before and after a programme."""

from __future__ import annotations

import pytest
from django.urls import reverse

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.roles import Role
from coe_portal.errors import InvalidInput, InvalidTransition
from coe_portal.notifications.models import Notification
from coe_portal.tenancy.scope import scope
from training.actions.rounds import RoundPlan, close_round, open_round
from training.actions.skill_catalogue import give_job_role, install_standard_set
from training.actions.skills import state_level
from training.choices import RoundPhase
from training.logic.skills import changes
from training.models.skills import JobRole, RoundLevel, Skill, SkillArea, SkillRound
from training.queries.rounds import changes_between

OPERATOR = Actor.system("tests")


def url(name, **kwargs):
    return reverse(f"training:{name}", kwargs={"org": "northbank", **kwargs})


@pytest.fixture
def skills(organization):
    with scope(organization):
        install_standard_set(actor=OPERATOR)


def state(person, code, level):
    state_level(Skill.objects.get(code=code), level, actor=Actor.member(person))


def test_gaps_say_who_misses_what_and_lead_to_those_people(
    organization, skills, member, client_for
):
    people = [member(name=f"Learner {n}") for n in range(3)]
    with scope(organization):
        role = JobRole.objects.get(code="data-scientist")
        for person in people:
            give_job_role(role, person, actor=OPERATOR)
        state(people[0], "statistics", 4)
        state(people[1], "statistics", 1)
    lead = client_for(member(Role.COE_STAFF))

    page = lead.get(url("gaps"), {"area": "analysis"}).content.decode()
    those = lead.get(url("heat_map"), {"area": "analysis", "below": "statistics"}).content.decode()
    csv = lead.get(url("gaps"), {"export": "csv", "area": "analysis"}).content.decode("utf-8-sig")

    assert "area=analysis&amp;below=statistics" in page
    assert "Statistics,Analytical problem solving,3,2,2.33" in csv
    assert "Learner 0" not in those
    assert "Learner 1" in those
    assert "Learner 2" in those


def test_gaps_are_for_those_who_see_people(skills, member, client_for):
    assert client_for(member()).get(url("gaps")).status_code == 403


def test_a_round_keeps_levels_and_shows_the_change(organization, skills, member, client_for):
    ada, ben, joins_later = member(), member(), member()
    lead = member(Role.COE_STAFF)
    with scope(organization):
        role = JobRole.objects.get(code="data-scientist")
        for person in (ada, ben):
            give_job_role(role, person, actor=OPERATOR)
        area = SkillArea.objects.get(code="analysis")
        plan = RoundPlan("Before", RoundPhase.BASELINE, area=area, role=role)
        before = open_round(plan, actor=Actor.member(lead))
        state(ada, "statistics", 1)
        state(ben, "statistics", 3)
        state(ada, "python", 2)
        state(joins_later, "statistics", 0)
        before = close_round(before, actor=Actor.member(lead))
        state(ada, "statistics", 3)
        state(ben, "statistics", 2)
        plan = RoundPlan("After", RoundPhase.AFTER, area=area, baseline=before)
        after = open_round(plan, actor=Actor.member(lead))
        close_round(after, actor=Actor.member(lead))
        found = changes_between(before, after)
        told = Notification.objects.filter(kind="training.skills_asked").count()
        by_logic = changes(
            *(
                {
                    (row.member_id, row.skill_id): row.level
                    for row in RoundLevel.objects.filter(round=one)
                }
                for one in (before, after)
            )
        )

    assert [(one.skill.code, one.change.risen, one.change.fallen) for one in found] == [
        ("statistics", 1, 1)
    ]
    assert [one.change for one in found] == by_logic
    assert told == 4
    page = client_for(lead).get(url("round", pk=after.pk)).content.decode()
    assert "+0.5" in page


def test_a_round_closes_once(organization, skills, member):
    with scope(organization):
        member()
        opened = open_round(RoundPlan("One", RoundPhase.BASELINE), actor=OPERATOR)
        close_round(opened, actor=OPERATOR)
        with pytest.raises(InvalidTransition):
            close_round(opened, actor=OPERATOR)


def test_a_round_needs_people_and_a_baseline_comes_first(organization, skills, member):
    with scope(organization):
        role = JobRole.objects.get(code="legal")
        with pytest.raises(InvalidInput, match="Nobody"):
            open_round(RoundPlan("Empty", RoundPhase.BASELINE, role=role), actor=OPERATOR)
        member()
        first = open_round(RoundPlan("First", RoundPhase.BASELINE), actor=OPERATOR)
        with pytest.raises(InvalidInput, match="before"):
            open_round(RoundPlan("Odd", RoundPhase.BASELINE, baseline=first), actor=OPERATOR)


def test_staff_open_and_close_a_round_on_the_page(organization, skills, member, client_for):
    asked = member()
    lead = client_for(member(Role.COE_STAFF))

    lead.post(url("round_new"), {"title": "Spring", "phase": "baseline"})
    with scope(organization):
        opened = SkillRound.objects.get()
    mine = client_for(asked).get(url("skills")).content.decode()
    running = lead.get(url("round", pk=opened.pk)).content.decode()
    lead.post(url("round_close", pk=opened.pk))
    listed = lead.get(url("rounds")).content.decode()

    assert "Spring" in mine
    assert "0 of 2" in running
    assert "Closed" in listed
