from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from coe_portal.importing.rows import SourceRow, Unread
from intake.logic.import_mapping import parse_mapping
from intake.logic.import_rows import KeyLedger, MappedRow, RowMapper


def mapper(*rules, headers, **document):
    base = {
        "code": "ours",
        "name": "Ours",
        "key": {"columns": ["Name"]},
        "blanks": ["N/A"],
        "rules": [{"target": "title", "column": "Name", "required": True}, *rules],
    }
    return RowMapper(parse_mapping(base | document), headers)


def read(rule, **cells):
    row = SourceRow(number=2, line=2, values={"Name": "Chatbot"} | cells)
    mapped = mapper({"target": "answers.x", **rule}, headers=row.values).apply(row)
    return mapped.answers.get("x"), [problem.code for problem in mapped.problems]


YES_NO = {"transform": "choice", "values": {"Yes": True, "No": False, "Too early*": None}}


@pytest.mark.parametrize(
    ("text", "value", "problems"),
    [
        ("Yes", True, []),
        (" no. ", False, []),
        ("", None, []),
        ("N/A", None, []),
        ("Too early to say", None, []),
        ("perhaps", None, [Unread.VALUE]),
    ],
)
def test_a_choice_is_translated_left_missing_or_reported(text, value, problems):
    assert read(YES_NO | {"column": "A"}, A=text) == (value, problems)


@pytest.mark.parametrize(
    ("first", "second", "value"),
    [
        ("Yes", "No", True),
        ("No", "Yes", True),
        ("No", "No", False),
        ("No", "", None),
        ("", "", None),
    ],
)
def test_any_says_no_only_when_every_column_does(first, second, value):
    rule = YES_NO | {"columns": ["A", "B"], "combine": "any"}

    assert read(rule, A=first, B=second) == (value, [])


def test_the_first_column_that_answers_counts():
    rule = {"transform": "date", "columns": ["A", "B"], "formats": ["%m/%d/%Y"]}

    assert read(rule, A="N/A", B="7/1/2023") == ("2023-07-01", [])


def test_a_date_before_the_earliest_is_reported_not_imported():
    rule = {"transform": "date", "column": "A", "formats": ["%m/%d/%Y"], "earliest": "1950-01-01"}

    assert read(rule, A="7/16/1905") == (None, [Unread.DATE])


@pytest.mark.parametrize(
    ("text", "value", "problems"),
    [
        ("$1,250.50", 1250.5, []),
        ("40 %", 40, []),
        ("many", None, [Unread.NUMBER]),
    ],
)
def test_numbers(text, value, problems):
    assert read({"transform": "number", "column": "A"}, A=text) == (value, problems)


@pytest.mark.parametrize(
    ("text", "value", "problems"),
    [
        ("Health; Law", ["health", "law"], []),
        ('["Law"]', ["law"], []),
        ("Nothing", [], []),
        ("Law; Sport", ["law"], [Unread.VALUE]),
        ("Sport", None, [Unread.VALUE]),
    ],
)
def test_choices_are_split_and_translated(text, value, problems):
    table = {"Health": ["health"], "Law": "law", "Nothing": []}

    assert read({"transform": "choices", "column": "A", "values": table}, A=text) == (
        value,
        problems,
    )


def test_one_of_several_values_can_say_yes():
    rule = {
        "transform": "choice",
        "column": "A",
        "separators": ",",
        "values": {"Race": True, "*": None},
    }

    assert read(rule, A='["Age","Race"]') == (True, [])
    assert read(rule, A="Age") == (None, [])


def test_labelled_columns_become_paragraphs():
    rule = {"transform": "labelled", "columns": ["A", "B"], "labels": ["", "Outputs"]}

    assert read(rule, A="Sorts mail.", B="A label") == ("Sorts mail.\n\nOutputs: A label", [])
    assert read(rule, A="N/A", B="") == (None, [])


def test_a_row_without_its_title_is_not_importable():
    row = mapper(headers=["Name"]).apply(SourceRow(7, 9, {"Name": ""}))

    assert all(problem.is_blocking for problem in row.problems)
    assert [(problem.code, problem.column) for problem in row.problems] == [
        (Unread.REQUIRED, "Name")
    ]


def test_a_long_title_is_shortened_and_reported():
    rules = {"target": "title", "column": "Name", "limit": 20}
    row = mapper(headers=["Name"], rules=[rules]).apply(SourceRow(2, 2, {"Name": "x" * 30}))

    assert row.fields["title"] == "x" * 19 + "…"
    assert [problem.code for problem in row.problems] == [Unread.SHORTENED]
    assert not any(problem.is_blocking for problem in row.problems)


def test_a_row_with_more_cells_than_columns_is_damaged():
    row = mapper(headers=["Name"]).apply(SourceRow(2, 2, {"Name": "x"}, cells_surplus=1))

    assert [problem.code for problem in row.problems] == [Unread.DAMAGED]


def test_a_stage_that_is_not_given_is_assumed_aloud():
    rule = {"target": "stage", "column": "S", "transform": "choice", "when_missing": "intake"}
    row = mapper(rule, headers=["Name", "S"]).apply(SourceRow(2, 2, {"Name": "x", "S": ""}))

    assert row.fields["stage"] == "intake"
    assert [problem.code for problem in row.problems] == [Unread.ASSUMED]


def test_columns_are_found_in_spite_of_case_quotes_and_spaces():
    found = mapper(
        {"target": "summary", "column": "The system\u2019s outputs."},
        headers=["NAME", "the system's  outputs"],
    )

    assert found.missing_columns() == ()
    assert found.unused_columns(["NAME", "the system's  outputs", "Extra"]) == ("Extra",)


def test_columns_named_after_questions_answer_them():
    found = mapper(headers=["Name", "answers.personal_data"], answers_prefix="answers.")
    row = found.apply(SourceRow(2, 2, {"Name": "x", "answers.personal_data": "Yes"}))

    assert row.answers == {"personal_data": "Yes"}


def mapped(number, key, namesake=""):
    return MappedRow(number, number, key, namesake, "", "", {}, {}, ())


def settle(rows):
    ledger = KeyLedger()
    for row in rows:
        ledger.add(row)
    verdicts = {verdict.number: verdict for verdict in ledger.verdicts()}
    return {
        row.number: (verdicts[row.number].key, verdicts[row.number].repeats)
        if row.number in verdicts
        else (row.key, None)
        for row in rows
    }


def test_namesakes_are_told_apart_and_repetitions_point_to_the_first():
    rows = [mapped(2, "k", "a"), mapped(3, "k", "b"), mapped(4, "k", "a"), mapped(5, "z", "a")]

    assert settle(rows) == {2: ("k-a", None), 3: ("k-b", None), 4: ("k-a", 2), 5: ("z", None)}


rows_in_any_order = st.lists(
    st.tuples(st.sampled_from("klm"), st.sampled_from("abc")), max_size=12
).flatmap(
    lambda pairs: st.permutations([mapped(n, k, s) for n, (k, s) in enumerate(pairs, start=2)])
)


@given(rows_in_any_order)
def test_keys_do_not_depend_on_the_order_and_are_unique(rows):
    settled = settle(rows)
    standing = [key for key, repeats in settled.values() if repeats is None]

    assert settled == settle(sorted(rows, key=lambda row: row.number))
    assert len(standing) == len(set(standing))
