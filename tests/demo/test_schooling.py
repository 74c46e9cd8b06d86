"""The demo's year of training: who may vote because of it, and what is left to look at today."""

from __future__ import annotations

import pytest

from demo.curriculum import Curriculum, read_curriculum
from demo.parts import ScriptError
from demo.script import load_all

CASE = "loan-scoring"
DEMAND = {"course": "ai-literacy", "said": 9, "since": 2}
SURVEY = {"title": "x", "before": [9, 8], "after": [3, 2]}
LEAST = {"installed": 10, "demand": DEMAND, "survey": SURVEY, "months": {}}


def test_a_course_that_does_not_exist_is_refused():
    lesson = {"person": "ingrid", "course": "juggling", "at": 3}

    with pytest.raises(ScriptError, match="no course juggling"):
        read_curriculum({**LEAST, "learning": [lesson]})


def test_everybody_who_answers_is_named():
    question = {"title": "?", "by": "mei", "at": 3, "body": "", "answers": [["nadia", 1, "Yes."]]}
    told: Curriculum = read_curriculum({**LEAST, "questions": [question]})

    assert told.named == {"mei", "nadia"}


@pytest.mark.parametrize("script", load_all(), ids=lambda script: script.slug)
def test_roles_and_units_exist(script):
    units = {one.unit for one in script.training.champions}

    assert units <= script.units.keys()
