"""The demo's meetings: held with alternates, their minutes approved, one to come."""

from __future__ import annotations

import pytest

from demo.gatherings import read_gathering
from demo.parts import ScriptError
from demo.script import load_all


def test_both_organizations_meet():
    assert [len(script.gatherings) for script in load_all()] == [4, 2]


def test_a_meeting_says_what_a_meeting_has():
    table = {"title": "x", "held": 3, "chair": "ingrid", "secretary": "marcus", "tea": True}
    with pytest.raises(ScriptError, match="Gathering has no tea"):
        read_gathering(table)
