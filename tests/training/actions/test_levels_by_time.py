"""Which levels people had is kept by the database: the manager's word, or else their own."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import time_machine

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.roles import Role
from training.actions.skills import judge_level, state_level
from training.models.skills import Skill, SkillArea
from training.models.stays import SkillStay

pytestmark = pytest.mark.django_db
MAY, JUNE, JULY = (datetime(2026, month, 1, tzinfo=UTC) for month in (5, 6, 7))


@pytest.fixture
def skill(in_scope):
    area = SkillArea.objects.create(code="area", name="Area")
    return Skill.objects.create(area=area, code="python", name="Python")


def levels():
    rows = SkillStay.objects.order_by("starts_at", "pk")
    return list(rows.values_list("level", "starts_at", "ends_at"))


def test_the_managers_word_counts_from_when_it_was_given(skill, member):
    person, staff = member(), Actor.member(member(Role.COE_STAFF))
    with time_machine.travel(MAY, tick=False):
        state_level(skill, 3, actor=Actor.member(person))
    with time_machine.travel(JUNE, tick=False):
        judge_level(person, skill, 2, actor=staff)
    with time_machine.travel(JULY, tick=False):
        state_level(skill, 4, actor=Actor.member(person))

    assert levels() == [(3, MAY, JUNE), (2, JUNE, None)]


def test_a_level_that_is_taken_back_is_none(skill, member):
    person = Actor.member(member())
    with time_machine.travel(MAY, tick=False):
        state_level(skill, 3, actor=person)
    with time_machine.travel(JUNE, tick=False):
        state_level(skill, None, actor=person)

    assert levels() == [(3, MAY, JUNE)]
    assert not SkillStay.objects.at(JUNE).exists()
