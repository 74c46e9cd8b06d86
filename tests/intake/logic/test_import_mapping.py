from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from coe_portal.importing.documents import MappingError
from coe_portal.importing.rules import normal
from intake.logic.import_mapping import parse_mapping

MINIMAL = {
    "code": "ours",
    "name": "Ours",
    "key": {"columns": ["Name"]},
    "rules": [{"target": "title", "column": "Name", "required": True}],
}

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4)
    ),
    max_leaves=12,
)


def test_minimal_mapping_needs_the_columns_it_names():
    mapping = parse_mapping(MINIMAL)

    assert mapping.required_columns() == {"Name"}
    assert mapping.key.namespace == "ours"


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"code": "Not A Code"}, "mapping.code"),
        ({"surprise": 1}, "unknown key 'surprise'"),
        ({"key": {"columns": []}}, "mapping.key.columns"),
        ({"rules": []}, "mapping.rules"),
        ({"rules": [{"target": "tier", "column": "Tier"}]}, "mapping.rules[0].target"),
        ({"rules": [{"target": "stage", "column": "Stage"}]}, "title is needed"),
        ({"rules": [*MINIMAL["rules"], *MINIMAL["rules"]]}, "title is filled twice"),
        ({"rules": [{"target": "title", "column": "A", "transform": "eval"}]}, "transform"),
        ({"rules": [{"target": "title", "column": "A", "values": {"x": {}}}]}, "values['x']"),
        ({"rules": [{"target": "title"}]}, "columns"),
        ({"version": -1}, "mapping.version"),
    ],
)
def test_a_bad_mapping_is_refused_with_its_place(change, place):
    with pytest.raises(MappingError) as refusal:
        parse_mapping(MINIMAL | change)

    assert place in str(refusal.value)


@given(json_values)
def test_any_json_is_a_mapping_or_is_refused(document):
    with pytest.raises(MappingError):
        parse_mapping(document)


@given(st.dictionaries(st.sampled_from(["rules", "key", "blanks", "version"]), json_values))
def test_any_change_of_a_mapping_parses_or_is_refused(change):
    try:
        parsed = parse_mapping(MINIMAL | change)
    except MappingError:
        return
    assert "title" in [rule.target for rule in parsed.rules]


@given(st.text())
def test_folding_is_stable(text):
    assert normal(normal(text)) == normal(text)
