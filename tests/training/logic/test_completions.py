from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, strategies as st

from coe_portal.importing.documents import MappingError
from coe_portal.importing.rows import SourceRow, Unread
from training.logic.completions import (
    CompletionProblem as Wrong,
    CompletionReader,
    is_day_first,
    mapping_of,
    parse_mapping,
    whole_percent,
)

COLUMNS = {
    "email": "User",
    "course": "Course",
    "completed_on": "Done",
    "percent": "Score",
    "valid_until": "Until",
    "provider": "By",
}
ROW = {"User": "ann@example.com", "Course": "C-1", "Done": "2025-03-01"}


def read(*, day_first=True, **cells):
    rules = parse_mapping(mapping_of(COLUMNS, day_first=day_first))
    reader = CompletionReader(rules, COLUMNS.values())
    return reader, reader.read(SourceRow(number=2, line=2, values=ROW | cells))


def codes(completion):
    return [(problem.code, problem.column) for problem in completion.problems]


@pytest.mark.parametrize(
    ("text", "day_first", "day"),
    [
        ("2025-04-03", True, "2025-04-03"),
        ("03.04.2025", True, "2025-04-03"),
        ("03/04/2025", True, "2025-04-03"),
        ("03/04/2025", False, "2025-03-04"),
        ("3/4/2025 17:05", False, "2025-03-04"),
        ("03.04.25", True, "2025-04-03"),
        ("2025-04-03 09:30:00", False, "2025-04-03"),
        ("2025-04-03T09:30:00Z", True, "2025-04-03"),
    ],
)
def test_days_are_read_as_people_write_them(text, day_first, day):
    _reader, completion = read(Done=text, day_first=day_first)
    assert completion.values["completed_on"] == day
    assert completion.problems == ()


def test_a_day_that_cannot_be_read_is_one_problem_and_stops_the_row():
    _reader, completion = read(Done="last spring")
    assert codes(completion) == [(Wrong.DAY, "Done")]
    assert completion.problems[0].is_blocking
    assert completion.problems[0].value == "last spring"


def test_what_is_needed_is_asked_for_and_what_is_not_is_left_out():
    _reader, completion = read(User="", Until="whenever", Score="A+")
    assert codes(completion) == [
        (Unread.REQUIRED, "User"),
        (Unread.NUMBER, "Score"),
        (Unread.DATE, "Until"),
    ]
    assert "valid_until" not in completion.values


@pytest.mark.parametrize(
    ("text", "percent"), [("87", 87), ("86.6 %", 87), ("0.87", 87), ("1", 100), ("0", 0)]
)
def test_results_are_whole_percents(text, percent):
    assert read(Score=text)[1].values["percent"] == percent


def test_a_result_beyond_all_is_left_out():
    _reader, completion = read(Score="870")
    assert codes(completion) == [(Wrong.PERCENT, "Score")]
    assert "percent" not in completion.values
    assert not completion.problems[0].is_blocking


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_percents_stay_in_their_range(number):
    percent = whole_percent(number)
    assert percent is None or 0 <= percent <= 100


def test_days_to_come_and_ends_before_the_beginning_are_problems():
    reader, completion = read(Done="2025-03-02", Until="2025-03-01")
    wrong = reader.problems_of_days(completion, dt.date(2025, 3, 1))
    assert [(one.code, one.column) for one in wrong] == [
        (Wrong.FUTURE, "Done"),
        (Wrong.ENDS_EARLY, "Until"),
    ]
    assert reader.problems_of_days(read(Until="2025-03-01")[1], dt.date(2025, 3, 1)) == []


@pytest.mark.parametrize(
    ("texts", "day_first"),
    [
        (["31/03/2025"], True),
        (["03/31/2025"], False),
        (["03/04/2025", "3-31-2025"], False),
        (["2025-03-31"], True),
        (["31.03.2025"], True),
        (["soon", ""], True),
        ([], True),
    ],
)
def test_how_days_are_written_is_guessed(texts, day_first):
    assert is_day_first(texts) is day_first


@pytest.mark.parametrize(
    ("document", "place"),
    [
        ([], "mapping: an object"),
        ({"rules": [], "code": "x"}, "unknown key 'code'"),
        ({"rules": [{"target": "email", "column": "User"}]}, "a rule for completed_on is needed"),
        ({"rules": [{"target": "title", "column": "Name"}]}, r"rules\[0\].target"),
    ],
)
def test_a_bad_mapping_is_refused_with_its_place(document, place):
    with pytest.raises(MappingError, match=place):
        parse_mapping(document)
