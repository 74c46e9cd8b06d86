"""Names, aliases, tags, versions and sources as MLflow allows them, and nothing that climbs."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from hypothesis import given, strategies as st

from registry.logic.mlflow_names import (
    MOST_TAGS,
    MOST_VALUE,
    BadValue,
    check_alias,
    check_name,
    check_source,
    check_tag,
    check_tags,
    copied_from,
    is_prompt,
    is_reserved,
    version_number,
)


@pytest.mark.parametrize("name", ["credit-scoring", "a.b c", "Churn-EU", "prod.credit", "é"])
def test_names_that_are_fine(name):
    assert check_name(name) == name


@pytest.mark.parametrize("name", ["", "   ", "a/b", "a:b", ".", "..", "a\x00b", "n" * 300])
def test_names_that_are_not(name):
    with pytest.raises(BadValue):
        check_name(name)


@pytest.mark.parametrize("alias", ["champion", "a_b-1", "latest2", "v", "version1"])
def test_aliases_that_are_fine(alias):
    assert check_alias(alias) == alias


@pytest.mark.parametrize("alias", ["", "latest", "LATEST", "v1", "V22", "a b!", "a/b", "a" * 256])
def test_aliases_that_are_not(alias):
    with pytest.raises(BadValue):
        check_alias(alias)


def test_tags_have_bounds():
    check_tags({"mlflow.prompt.text": "x" * MOST_VALUE, "a/b c": ""})
    for key, value in [("", "x"), ("k" * 251, "x"), ("a", "x" * (MOST_VALUE + 1))]:
        with pytest.raises(BadValue):
            check_tag(key, value)
    for key in ("a;b", "../x", "/x", "a//b", "a\nb"):
        with pytest.raises(BadValue):
            check_tag(key, "x")
    with pytest.raises(BadValue):
        check_tags({str(number): "" for number in range(MOST_TAGS + 1)})


@pytest.mark.parametrize(("text", "number"), [("1", 1), ("007", 7), ("9" * 30, 0)])
def test_versions_are_whole_numbers(text, number):
    assert version_number(text) == number


@pytest.mark.parametrize("text", ["abc", "-1", "1.0", "", " 1", "١"])
def test_what_is_no_number_is_no_version(text):
    with pytest.raises(BadValue):
        version_number(text)


@pytest.mark.parametrize(
    "source",
    [
        "s3://bucket/m/1",
        "mlflow-artifacts:/1/0123/artifacts/model",
        "models:/m-0123456789abcdef0123456789abcdef",
        "models:/credit-scoring/2",
        "dbfs:/databricks/model",
        "https://models.example/a?version=1",
        "gs://bucket/..hidden/file..txt",
        "dummy-source",
        "prompt-template",
    ],
)
def test_sources_that_are_fine(source):
    assert check_source(source) == source


@pytest.mark.parametrize(
    "source",
    [
        "/etc",
        "models",
        "C:\\models",
        "file:///etc/passwd",
        "FILE:/etc/passwd",
        "javascript:alert(1)",
        "data:text/html,x",
        "s3://bucket/../x",
        "s3://bucket/%2e%2e/x",
        "s3://bucket/%252e%252e%252fx",
        "s3://bucket\\..\\x",
        "https://models.example/?path=/../x",
        "s3://bucket/\x00",
        "s3://bucket/%00",
        "s3://bucket/a\nb",
        "",
        "s3://" + "x" * 1000,
    ],
)
def test_sources_that_are_not(source):
    with pytest.raises(BadValue):
        check_source(source)


@given(st.lists(st.sampled_from(["a", "..", "b.c"]), max_size=4), st.integers(0, 4))
def test_no_encoding_hides_a_step_up(parts, times):
    path = "/".join(parts)
    for _ in range(times):
        path = quote(path, safe="").replace(".", "%2E")
    climbs = ".." in parts

    if climbs:
        with pytest.raises(BadValue):
            check_source(f"s3://bucket/{path}")
    else:
        assert check_source(f"s3://bucket/{path}")


def test_copies_name_their_original():
    assert copied_from("models:/credit scoring/12") == ("credit scoring", 12)
    assert copied_from("models:/m-0123456789abcdef0123456789abcdef") is None
    assert copied_from("models:/credit@champion") is None
    assert copied_from("s3://models:/credit/1") is None


def test_tags_of_the_portal_are_its_own():
    assert is_reserved("governance.status")
    assert is_reserved(" Governance.url")
    assert not is_reserved("governance")


def test_a_prompt_is_a_model_that_says_so():
    assert is_prompt({"mlflow.prompt.is_prompt": "true"})
    assert not is_prompt({"mlflow.prompt.is_prompt": "false"})
    assert not is_prompt({})
