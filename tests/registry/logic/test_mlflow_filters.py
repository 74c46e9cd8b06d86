"""The filter grammar of MLflow, against its own parser and against whatever anybody may type."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st
from mlflow.utils.search_utils import SearchModelUtils, SearchModelVersionUtils

from registry.logic.mlflow_filters import (
    LISTED_TEXT,
    MODELS,
    MOST_CLAUSES,
    MOST_ORDERS,
    NUMBER,
    TEXT,
    VERSIONS,
    BadQuery,
    Clause,
    Order,
    parse_filter,
    parse_orders,
)

# Letters, signs of the grammar itself and words of it: all may stand between quotes.
PLAIN = st.text(st.characters(codec="ascii", categories=["L", "N"]), min_size=1, max_size=8)
QUOTED = st.text(st.sampled_from("aZ9 %_.,=<>!()-:/é"), max_size=12)
WORDS = st.sampled_from(["AND", "or", "name", "tags.x", "IN", "LIKE", "NOT IN", "true"])
KEYS = st.text(st.sampled_from("abcXYZ019_"), min_size=1, max_size=8).filter(
    lambda key: not key[0].isdigit()
)


@st.composite
def written_clauses(draw, *, of_versions: bool) -> tuple[Clause, str]:
    """A clause, and one of the ways to write it."""
    if of_versions and draw(st.booleans()):
        operator = draw(st.sampled_from(sorted(NUMBER)))
        number = draw(st.integers(0, 10**6))
        clause = Clause(False, "version_number", operator, number)
        return clause, f"version_number {operator} {number}"
    if draw(st.booleans()):
        return draw(tag_clauses())
    return draw(attribute_clauses(of_versions=of_versions))


@st.composite
def tag_clauses(draw) -> tuple[Clause, str]:
    key = draw(st.lists(KEYS, min_size=1, max_size=3).map(".".join))
    operator = draw(st.sampled_from(sorted(TEXT)))
    value, text = draw(quoted())
    prefix = draw(st.sampled_from(["tag.", "tags."]))
    return Clause(True, key, operator, value), f"{prefix}`{key}` {operator} {text}"


@st.composite
def attribute_clauses(draw, *, of_versions: bool) -> tuple[Clause, str]:
    key = draw(st.sampled_from(["name", "run_id"] if of_versions else ["name"]))
    operator = draw(st.sampled_from(sorted(LISTED_TEXT)))
    prefix = draw(st.sampled_from(["", "attribute."]))
    if operator.endswith("IN"):
        listed = draw(st.lists(PLAIN, min_size=1, max_size=3))
        texts = ", ".join(f"'{one}'" for one in listed)
        return Clause(False, key, operator, tuple(listed)), f"{prefix}{key} {operator} ({texts})"
    value, text = draw(quoted())
    return Clause(False, key, operator, value), f"{prefix}{key} {operator} {text}"


@st.composite
def quoted(draw) -> tuple[str, str]:
    value = draw(QUOTED | WORDS)
    quote = draw(st.sampled_from("'\""))
    return value, f"{quote}{value}{quote}"


@pytest.mark.parametrize(
    ("grammar", "peer", "of_versions"),
    [(MODELS, SearchModelUtils, False), (VERSIONS, SearchModelVersionUtils, True)],
    ids=["models", "versions"],
)
@given(data=st.data())
def test_it_reads_what_mlflow_reads(grammar, peer, of_versions, data):
    written = data.draw(st.lists(written_clauses(of_versions=of_versions), min_size=1, max_size=4))
    word = data.draw(st.sampled_from([" AND ", " and ", "  And "]))
    text = word.join(text for _clause, text in written)

    clauses = parse_filter(text, grammar)
    theirs = peer.parse_search_filter(text)

    assert clauses == tuple(clause for clause, _text in written)
    assert [as_mlflow(clause) for clause in clauses] == [plain(one) for one in theirs]


def as_mlflow(clause: Clause) -> dict[str, object]:
    kind = "tag" if clause.is_tag else "attribute"
    return {
        "type": kind,
        "key": clause.key,
        "comparator": clause.operator,
        "value": clause.value,
    }


def plain(theirs: dict[str, object]) -> dict[str, object]:
    value = theirs["value"]
    return {**theirs, "value": tuple(value) if isinstance(value, list | set | tuple) else value}


@given(
    st.text(st.characters(), max_size=80) | st.text("name='\"`(),.<>! tagsINANDLIKE%1", max_size=60)
)
def test_whatever_is_typed_is_read_or_refused(text):
    for grammar in (MODELS, VERSIONS):
        try:
            clauses = parse_filter(text, grammar)
        except BadQuery:
            continue
        assert all(isinstance(clause, Clause) for clause in clauses)


@pytest.mark.parametrize(
    "text",
    [
        "name =",
        "name = 'a' AND",
        "name = 'a' OR name = 'b'",
        "name = fraud",
        "name = 'open",
        "description = 'x'",
        "name < 'a'",
        "name IN 'a'",
        "name IN ()",
        "name IN ('a'",
        "tags.team IN ('a')",
        "(name = 'a')",
        "name = 'a'; DROP TABLE registry_aimodel",
        "metrics.auc = 'x'",
        "tags. = 'x'",
        "name = 'a' name = 'b'",
        "AND",
    ],
)
def test_what_is_no_filter_of_models_is_refused(text):
    with pytest.raises(BadQuery):
        parse_filter(text, MODELS)


@pytest.mark.parametrize(
    "text",
    [
        "version_number = 'x'",
        "version_number = 1.5",
        "version_number LIKE '1'",
        f"version_number = {'9' * 40}",
        "source_path IN ('a')",
        "stage = 'Production'",
    ],
)
def test_what_is_no_filter_of_versions_is_refused(text):
    with pytest.raises(BadQuery):
        parse_filter(text, VERSIONS)


def test_an_empty_filter_asks_for_nothing():
    assert parse_filter("  ", MODELS) == ()


def test_a_filter_has_an_end():
    many = " AND ".join(["name = 'a'"] * (MOST_CLAUSES + 1))

    with pytest.raises(BadQuery, match="more than"):
        parse_filter(many, MODELS)
    with pytest.raises(BadQuery, match="longer than"):
        parse_filter(f"name = '{'a' * 10_000}'", MODELS)


def test_every_order_is_total():
    assert parse_orders([], VERSIONS) == (
        Order("last_updated_timestamp", is_descending=True),
        Order("name"),
        Order("version_number", is_descending=True),
    )
    assert parse_orders(["timestamp DESC"], MODELS) == (
        Order("last_updated_timestamp", is_descending=True),
        Order("name"),
    )
    assert parse_orders([" attribute.name  asc "], MODELS) == (Order("name"),)


@pytest.mark.parametrize(
    "orders",
    [
        ["description"],
        ["creation_timestamp ASC"],
        ["name SIDEWAYS"],
        ["name; SELECT"],
        ["name", "name DESC"],
        ["timestamp", "last_updated_timestamp"],
        ["name"] * (MOST_ORDERS + 1),
        [""],
    ],
)
def test_an_order_that_is_none_is_refused(orders):
    with pytest.raises(BadQuery):
        parse_orders(orders, MODELS)
