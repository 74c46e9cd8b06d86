from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from intake.choices import QuestionType
from intake.logic.questionnaires import clean_section, parse
from intake.logic.questions import InvalidDocument, is_answered
from tests.intake.answers import FORM, complete_answers
from tests.intake.logic.test_ai_act import any_answer


def form(*questions, facts=()):
    section = {"key": "one", "title": "One", "questions": list(questions)}
    return parse({"title": "T", "sections": [section], "facts": list(facts)})


def question(key, kind="boolean", **fields):
    return {"id": key, "type": kind, "label": key, **fields}


def test_the_default_form_has_the_seven_sections():
    keys = [section.key for section in FORM.sections]

    assert keys == ["business", "feasibility", "data", "use", "law", "people", "review"]


def test_complete_answers_leave_nothing_open():
    progress = FORM.read(complete_answers()).progress

    assert [key for section in progress.values() for key in section.missing] == []


def test_the_law_section_asks_a_plain_internal_case_little():
    reading = FORM.read(complete_answers())
    asked = [q.id for q in FORM.section("law").questions if q.id not in reading.hidden]

    assert len(asked) <= 30
    assert "a3_4a_recruitment" not in asked


def test_choosing_an_area_opens_its_questions():
    open_ = {"a3_4a_recruitment": None, "a3_4b_worker_management": None}
    reading = FORM.read(complete_answers(law_areas=["employment"], **open_))

    assert "a3_4a_recruitment" not in reading.hidden
    assert "a3_5b_credit" in reading.hidden
    assert reading.progress["law"].missing == ("a3_4a_recruitment", "a3_4b_worker_management")


def test_nothing_more_is_asked_outside_of_the_law():
    reading = FORM.read({"is_ai_system": False})

    assert reading.progress["law"].complete


def test_the_answer_of_a_question_not_asked_does_not_count_nor_what_hangs_on_it():
    asked = form(
        question("a"),
        question("b", ask_if="answers.a"),
        question("c", ask_if="answers.b", required=True),
    )

    reading = asked.read({"a": False, "b": True, "c": True})

    assert reading.answers == {"a": False}
    assert reading.hidden == {"b", "c"}
    assert reading.implied == {"b", "c"}


def test_hidden_for_want_of_an_answer_is_not_implied():
    asked = form(question("a"), question("b", ask_if="answers.a"))

    assert asked.read({}).hidden == {"b"}
    assert asked.read({}).implied == frozenset()


def test_a_statement_must_be_accepted():
    asked = form(question("agree", accept=True, required=True))

    assert asked.read({"agree": False}).progress["one"].missing == ("agree",)
    assert asked.read({"agree": True}).progress["one"].complete


@pytest.mark.parametrize(
    "questions",
    [
        [question("a"), question("a")],
        [question("a", ask_if="answers.b"), question("b")],
        [question("a", ask_if="answers.a")],
        [question("a", "single_choice")],
        [question("a", "colour")],
        [question("a", ask_if="answers.typo")],
        [{"id": "a", "type": "text"}],
    ],
)
def test_a_form_that_cannot_be_asked_is_refused(questions):
    with pytest.raises(InvalidDocument):
        form(*questions)


def test_cleaning_keeps_good_answers_and_names_bad_ones():
    section = form(
        question("yes"),
        question("count", "number", minimum=0, maximum=10),
        question("when", "date"),
        question("words", "text"),
    ).section("one")

    cleaned, problems = clean_section(
        section, {"yes": "no", "count": 11, "when": "tomorrow", "words": "  hi ", "other": 1}
    )

    assert cleaned == {"yes": False, "words": "hi"}
    assert [(p.question, p.code) for p in problems] == [
        ("count", "too_large"),
        ("when", "not_a_date"),
    ]


def test_a_partial_save_says_nothing_about_the_rest():
    section = form(question("a"), question("b")).section("one")

    assert clean_section(section, {"b": ""}) == ({"b": None}, [])


def a_sheet():
    chosen = {
        key: any_answer(q)
        for key, q in FORM.questions.items()
        if q.options or q.type == QuestionType.BOOLEAN
    }
    return st.fixed_dictionaries({}, optional=chosen)


@given(a_sheet())
def test_reading_its_own_answers_again_changes_nothing(answers):
    reading = FORM.read(answers)
    again = FORM.read(reading.answers)

    assert again.answers == reading.answers
    assert again.hidden == reading.hidden
    assert reading.hidden.isdisjoint(reading.answers)


@given(a_sheet())
def test_progress_counts_required_questions_that_are_asked(answers):
    reading = FORM.read(answers)

    for section in FORM.sections:
        progress = reading.progress[section.key]
        assert progress.required == progress.answered + len(progress.missing)
        assert not reading.hidden & set(progress.missing)


VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(),
    st.lists(st.text()),
    st.lists(st.dictionaries(st.text(), st.text())),
    st.dictionaries(st.text(), st.text()),
)


@given(st.dictionaries(st.sampled_from(sorted(FORM.questions)), VALUES))
def test_whatever_is_posted_is_stored_clean_or_named(raw):
    for section in FORM.sections:
        mine = {q.id: raw[q.id] for q in section.questions if q.id in raw}
        cleaned, problems = clean_section(section, mine)
        assert cleaned.keys() | {p.question for p in problems} == mine.keys()
        assert cleaned.keys().isdisjoint(p.question for p in problems)
        again, none = clean_section(section, {k: v for k, v in cleaned.items() if is_answered(v)})
        assert none == []
        assert again == {k: v for k, v in cleaned.items() if is_answered(v)}
