"""Columns and files as lines: what is written is read as it was, and what is wrong is named."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from registry.logic.dataset_lines import (
    MOST_COLUMNS,
    Column,
    DatasetFile,
    Fault,
    LineError,
    read_columns,
    read_files,
    read_size,
    stored,
    stored_columns,
    stored_files,
    written,
)

WORDS = st.text(
    st.characters(exclude_categories=("C", "Z"), exclude_characters="|"), min_size=1, max_size=20
)
COLUMNS = st.builds(Column, WORDS, st.just("") | WORDS, st.booleans(), st.just("") | WORDS)
FILES = st.builds(
    DatasetFile,
    WORDS,
    st.just("") | WORDS,
    st.none() | st.integers(0, 2**60),
    st.sampled_from(["", "a" * 64, "0123456789abcdef" * 4]),
)


@given(st.lists(COLUMNS, unique_by=lambda column: column.name))
def test_columns_are_read_as_they_were_written(columns):
    assert read_columns(written(columns)) == tuple(columns)
    assert stored_columns(stored(columns)) == tuple(columns)


@given(st.lists(FILES, unique_by=lambda file: file.name))
def test_files_are_read_as_they_were_written(files):
    assert read_files(written(files)) == tuple(files)
    assert stored_files(stored(files)) == tuple(files)


def test_a_column_needs_no_more_than_its_name():
    text = "age\n\nemail | text | personal | Of the claimant | or agent\nsum|number||In euro"
    assert read_columns(text) == (
        Column("age"),
        Column("email", "text", is_personal=True, text="Of the claimant | or agent"),
        Column("sum", "number", is_personal=False, text="In euro"),
    )


def test_a_file_has_an_address_a_size_and_a_digest():
    digest = "AB" * 32
    assert read_files(f"a.csv | https://x.example/a.csv | 1.5 KB | sha256:{digest}") == (
        DatasetFile("a.csv", "https://x.example/a.csv", 1500, digest.lower()),
    )


@pytest.mark.parametrize(
    ("text", "number", "fault"),
    [
        (" | text", 1, Fault.NAME),
        ("a\nb\na", 3, Fault.TWICE),
        ("a" * 201, 1, Fault.TOO_LONG),
        (f"a | {'t' * 61}", 1, Fault.TOO_LONG),
        ("\n".join(f"c{n}" for n in range(MOST_COLUMNS + 1)), MOST_COLUMNS + 1, Fault.TOO_MANY),
    ],
)
def test_a_bad_column_is_named_by_its_line(text, number, fault):
    with pytest.raises(LineError) as refused:
        read_columns(text)
    assert (refused.value.number, refused.value.fault) == (number, fault)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("a | x | many", Fault.SIZE),
        ("a | x | 1 | abc", Fault.DIGEST),
        (f"a | {'x' * 1001}", Fault.TOO_LONG),
    ],
)
def test_a_bad_file_is_named(text, fault):
    with pytest.raises(LineError) as refused:
        read_files(text)
    assert refused.value.fault == fault


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("300", 300),
        ("117743 B", 117_743),
        ("12 MB", 12_000_000),
        ("1.5 GiB", 1_610_612_736),
        ("2kib", 2048),
        ("", None),
        ("-1", None),
        ("a lot", None),
        ("9" * 400, None),
        ("9999999 PB", None),
    ],
)
def test_sizes(text, size):
    assert read_size(text) == size
