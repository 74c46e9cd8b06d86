"""The demo's meetings: held with alternates, their minutes approved, one to come."""

from __future__ import annotations

import dataclasses

import pytest
from django.utils import timezone

from coe_portal.tenancy.scope import scope
from demo.founding import give_sign_ins
from demo.gatherings import read_gathering
from demo.parts import ScriptError
from demo.play import play
from demo.script import CONTENT, load, load_all
from governance.choices import MeetingState
from governance.models.meetings import Meeting, Minutes


def test_both_organizations_meet():
    assert [len(script.gatherings) for script in load_all()] == [4, 2]


def test_a_meeting_says_what_a_meeting_has():
    table = {"title": "x", "held": 3, "chair": "ingrid", "secretary": "marcus", "tea": True}
    with pytest.raises(ScriptError, match="Gathering has no tea"):
        read_gathering(table)


@pytest.mark.slow
def test_the_bank_has_minutes_and_a_meeting_to_come(transactional_db):
    script = load(CONTENT / "bank")
    few = [case for case in script.cases if case.key in {"cv-screening", "loan-scoring"}]
    give_sign_ins([script])
    played = play(dataclasses.replace(script, cases=few), timezone.now())
    with scope(played.house.organization):
        states = list(Meeting.objects.order_by("starts_at").values_list("state", flat=True))
        october = Minutes.objects.get(meeting__title="AI Council, October").content
    assert states == [MeetingState.APPROVED] * 3 + [MeetingState.PLANNED]
    marks = {row["name"]: row["presence"] for row in october["attendance"]}
    assert (marks["Tomasz Nowak"], marks["Priya Raman"]) == ("excused", "present")
    assert october["items"][0]["room"]["here"] == 6
