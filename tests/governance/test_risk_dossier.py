"""The case file tells of the risks of its case, and of no other."""

from __future__ import annotations

import pytest
from django.template.loader import render_to_string

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.roles import Role
from governance.actions.risk_acceptance import withdraw_acceptance
from governance.dossier.risks import risks_section
from tests.governance.conftest import new_case
from tests.governance.risks import accept, new_risk, plan

pytestmark = pytest.mark.usefixtures("in_scope")


@pytest.fixture
def case(member):
    return new_case(member(name="Olive Owner"))


def test_a_case_without_risks_has_no_such_chapter(case, member):
    new_risk(member(), title="Not of this case")
    assert risks_section(case) is None


def test_the_chapter_says_who_lives_with_what_and_what_is_done(case, member):
    owner, executive = member(name="Ria Risk"), member(Role.EXECUTIVE, name="Ed Exec")
    risk = new_risk(owner, by=case.owner, title="Wrong price", about=case.reference)
    plan(risk, member(name="Tom Treats"), Actor.member(owner), text="Check each price.")
    accept(risk, Actor.member(executive))
    withdraw_acceptance(risk, "Prices rose.", actor=Actor.member(executive))
    chapter = risks_section(case)
    (data,) = chapter.data
    assert (data["risk"], data["owner"], data["score"]) == ("RISK-1", "Ria Risk", 9)
    assert [one["owner"] for one in data["treatments"]] == ["Tom Treats"]
    assert [(one["by"], one["end_reason"]) for one in data["acceptances"]] == [
        ("Ed Exec", "Prices rose.")
    ]
    page = render_to_string(chapter.template, chapter.context)
    for text in ("Wrong price", "Check each price.", "Ed Exec", "Worth it."):
        assert text in page
