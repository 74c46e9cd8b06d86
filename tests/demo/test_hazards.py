"""The demo's year of risks: accepted by others than their owners, treated, and some lapsed."""

from __future__ import annotations

import pytest

from demo.dangers import read_danger
from demo.parts import ScriptError
from demo.script import load_all


def test_both_organizations_have_risks():
    assert [len(script.dangers) for script in load_all()] == [8, 5]


def test_nobody_accepts_their_own_in_the_script():
    assert [one.title for script in load_all() for one in script.dangers
            if one.acceptor == one.owner] == []  # fmt: skip


def test_a_treatment_says_what_a_treatment_has():
    remedy = {"text": "Look.", "owner": "ingrid", "until": 3}
    risk = {"title": "x", "category": "data", "owner": "ingrid", "raised": 3, "before": [1, 1]}
    with pytest.raises(ScriptError, match="Remedy has no until"):
        read_danger({**risk, "remedies": [remedy]})
