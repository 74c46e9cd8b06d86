"""The content of the demo: it can be read, and answers what the questionnaire asks."""

from __future__ import annotations

import datetime as dt

import pytest

from demo.answers import written_answers
from demo.script import Case, Remark, ScriptError, load_all
from intake import catalogs
from intake.choices import AssignmentKind
from intake.logic.questionnaires import clean_section, parse

SCRIPTS = load_all()
CASES = [pytest.param(case, id=f"{one.slug}-{case.key}") for one in SCRIPTS for case in one.cases]
FORM = parse(catalogs.load("default_questionnaire"))
PEOPLE = {kind.value: 1 for kind in AssignmentKind}


def test_each_organization_has_thirty_to_forty_five_use_cases():
    assert [len(script.cases) for script in SCRIPTS] == [43, 35]


def test_one_person_works_for_both_organizations():
    first, second = ({script.email(key) for key in script.people} for script in SCRIPTS)
    assert first & second == {
        "samuel.osei@ethics-advice.example",
        "robert.fischer@audit-office.example",
    }


@pytest.mark.parametrize("case", CASES)
def test_answers_are_answers_and_complete(case: Case):
    written = written_answers(case, FORM, dt.date(2026, 1, 5), PEOPLE)
    problems = [
        problem
        for section in FORM.sections
        for problem in clean_section(section, written[section.key])[1]
    ]
    assert problems == []
    everything = {name: value for answers in written.values() for name, value in answers.items()}
    missing = [key for one in FORM.read(everything).progress.values() for key in one.missing]
    assert missing == []


def test_a_word_that_is_no_field_is_refused():
    with pytest.raises(ScriptError, match="Remark has no tekst"):
        Remark.read({"by": "aisha", "after": 1, "tekst": "…"})
