from __future__ import annotations

import pytest

from coe_portal.importing.documents import MappingError
from coe_portal.importing.rows import (
    Columns,
    Problem,
    ProblemCode,
    SourceRow,
    Unread,
    notes_of,
    read_values,
    remark,
)
from coe_portal.importing.rules import parse_rules


class Ours(ProblemCode):
    STRANGE = "strange"
    WRONG = "wrong", True


def rules(*documents):
    return parse_rules({"rules": list(documents)}, is_target={"day", "share", "name"}.__contains__)


DAY = {"target": "day", "column": "Date", "transform": "date", "formats": ["%d.%m.%Y"]}
SHARE = {"target": "share", "column": "Score", "transform": "number"}
NAME = {"target": "name", "column": "Name", "required": True}


def read(**cells):
    document = rules(DAY, SHARE, NAME)
    columns = Columns(("Date", "Score", "Name"), cells)
    reading = columns.reading(SourceRow(number=2, line=2, values=cells))
    values = read_values(document, reading)
    return values, [(problem.code, problem.column) for problem in reading.problems]


def test_cells_become_values_by_their_rules():
    assert read(Date="31.12.2025", Score="87 %", name="Ann") == (
        {"day": "2025-12-31", "share": 87, "name": "Ann"},
        [],
    )


def test_what_cannot_be_read_is_missing_and_reported():
    assert read(Date="soon", Score="many", Name="") == (
        {},
        [(Unread.DATE, "Date"), (Unread.NUMBER, "Score"), (Unread.REQUIRED, "Name")],
    )


def test_each_target_is_filled_once_and_only_known_ones():
    with pytest.raises(MappingError, match="day is filled twice"):
        rules(DAY, DAY)
    with pytest.raises(MappingError, match=r"rules\[0\]\.target: 'title' is not known"):
        rules({"target": "title", "column": "Title"})


def test_a_code_says_whether_it_blocks():
    assert Problem(Ours.WRONG).is_blocking
    assert not Problem(Ours.STRANGE).is_blocking
    assert Problem(Ours.WRONG, "Name", "x" * 500).as_json() == {
        "code": "wrong",
        "column": "Name",
        "value": "x" * 160,
        "blocking": True,
    }


def test_remarks_put_what_blocks_first():
    problems = [Problem(Ours.STRANGE, "Date", "soon").as_json(), Problem(Ours.WRONG).as_json()]

    texts = {"strange": "This is strange.", "wrong": "This is wrong."}

    assert remark(notes_of(problems, texts)) == "This is wrong. Date: This is strange. (soon)"
