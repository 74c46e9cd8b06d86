from __future__ import annotations

import contextlib

import pytest
from hypothesis import given, strategies as st

from intake.logic.expressions import (
    MAX_LENGTH,
    ExpressionError,
    Fact,
    Language,
    check_text,
    names_in,
)

KINDS = {"yes": "boolean", "word": "string", "words": "strings", "number": "number"}


def answer(text, answers=None, facts=()):
    language = Language(KINDS, facts)
    return language.compile([text]).run(language.bind(answers or {}))[0]


@pytest.mark.parametrize(
    ("text", "answers", "expected"),
    [
        ("answers.yes", {"yes": True}, True),
        ("answers.word == 'a'", {"word": "a"}, True),
        ("'b' in answers.words", {"words": ["a", "b"]}, True),
        ("answers.number > 10.5", {"number": 11}, True),
        ("answers.yes || answers.word == ''", {}, True),
        ("size(answers.words) > 0", {}, False),
        ("answers.yes", {"yes": "unsure"}, False),
        ("answers.number > 0.0", {"number": "many"}, False),
    ],
)
def test_answers_are_typed_and_absent_ones_are_empty(text, answers, expected):
    assert answer(text, answers) is expected


@pytest.mark.parametrize(
    "text", ["answers.typo", "answers.word > 3", "answers.word", "facts.unknown", "1 +", ""]
)
def test_a_typo_or_a_wrong_type_does_not_compile(text):
    with pytest.raises(ExpressionError):
        Language(KINDS).compile([text])


def test_facts_may_use_earlier_facts_only():
    facts = [Fact("a", "answers.yes"), Fact("b", "facts.a && answers.word == 'x'")]

    assert answer("facts.b", {"yes": True, "word": "x"}, facts) is True
    assert Language(KINDS, facts).reads("facts.b") == {"yes", "word"}
    with pytest.raises(ExpressionError):
        Language(KINDS, facts[::-1])


def test_what_cannot_be_computed_is_none_and_spoils_nothing_else():
    facts = [Fact("broken", "1 / int(answers.number) > 0"), Fact("fine", "answers.yes")]
    language = Language(KINDS, facts)
    program = language.compile(["facts.broken", "facts.fine", "2 / int(answers.number) > 0"])

    assert program.run(language.bind({"yes": True, "number": 0})) == [None, True, None]
    assert program.run(language.bind({"yes": False, "number": 1})) == [True, False, True]


@pytest.mark.parametrize(
    "text",
    [
        "answers.words.map(x, x + x).size() > 0",
        "answers.words.filter(x, true).size() > 0",
        "answers.words.exists(x, x == 'a')",
        "answers.word + answers.word == 'aa'",
        "answers.word.matches('(a+)+')",
        "timestamp('2026-01-01T00:00:00Z') == timestamp('2026-01-01T00:00:00Z')",
        "answers.word == r'raw'",
        "answers.word == b'bytes'",
        "answers.word == 'it\\'s' || answers.words.map(x, x).size() > 0 || '' == ''",
        "answers.word == '''a''' ",
        "true // comment '",
        "answers.word == 'open",
        f"answers.word == '{'x' * MAX_LENGTH}'",
        "`a` == 'a'",
    ],
)
def test_tenants_may_not_write_what_builds_large_values(text):
    with pytest.raises(ExpressionError):
        check_text(text)


@pytest.mark.parametrize(
    "text",
    [
        "answers.a == 'x' && !(answers.b in ['y', \"z\"])",
        "size(answers.words) > 0 && answers.word.startsWith('a')",
        "facts.one ? true : answers.n >= 2.0 - 1.0",
        "'map(' == answers.word",
    ],
)
def test_comparisons_logic_and_the_listed_functions_may_be_written(text):
    check_text(text)


def test_words_inside_text_are_no_names():
    assert names_in("answers.a == 'answers.b' && facts.c", "answers") == {"a"}
    assert names_in("answers.a == 'answers.b' && facts.c", "facts") == {"c"}


ANSWERS = st.fixed_dictionaries(
    {},
    optional={
        "yes": st.booleans() | st.none() | st.text(),
        "word": st.text() | st.integers(),
        "words": st.lists(st.text()) | st.text() | st.lists(st.integers()),
        "number": st.floats(allow_nan=False, allow_infinity=False) | st.integers() | st.text(),
    },
)


@given(ANSWERS)
def test_no_stored_answer_breaks_a_rule(answers):
    language = Language(KINDS, [Fact("any", "answers.yes || size(answers.words) > 1")])
    program = language.compile(["facts.any", "answers.number < 0.0", "answers.word == 'x'"])

    assert set(program.run(language.bind(answers))) <= {True, False}


@given(st.text(max_size=200))
def test_whatever_a_tenant_writes_is_refused_or_compiles(text):
    with contextlib.suppress(ExpressionError):
        check_text(text)
        Language(KINDS).compile([text])
