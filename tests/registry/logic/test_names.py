"""Names, aliases and sources that clients can address, and that lead nowhere else."""

from __future__ import annotations

import pytest

from registry.logic.names import (
    Problem,
    problem_of_alias,
    problem_of_name,
    problem_of_source,
)


@pytest.mark.parametrize("name", ["fraud-scorer", "Fraud Scorer 2", "größe", "a.b", "x" * 256])
def test_good_names(name):
    assert problem_of_name(name) is None


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("", Problem.EMPTY),
        ("  ", Problem.EMPTY),
        ("a/b", Problem.CHARACTERS),
        ("a:b", Problem.CHARACTERS),
        ("a\x00b", Problem.CHARACTERS),
        ("a\nb", Problem.CHARACTERS),
        ("x" * 257, Problem.TOO_LONG),
    ],
)
def test_bad_names(name, problem):
    assert problem_of_name(name) == problem


@pytest.mark.parametrize("alias", ["champion", "v", "v1a", "Blue_1", "latest-2"])
def test_good_aliases(alias):
    assert problem_of_alias(alias) is None


@pytest.mark.parametrize(
    ("alias", "problem"),
    [
        ("", Problem.EMPTY),
        ("latest", Problem.RESERVED),
        ("LATEST", Problem.RESERVED),
        ("v3", Problem.RESERVED),
        ("V12", Problem.RESERVED),
        ("a b", Problem.CHARACTERS),
        ("a/b", Problem.CHARACTERS),
        ("x" * 256, Problem.TOO_LONG),
    ],
)
def test_bad_aliases(alias, problem):
    assert problem_of_alias(alias) == problem


@pytest.mark.parametrize(
    "source",
    [
        "",
        "s3://bucket/models/1",
        "models:/m-0123",
        "mlflow-artifacts:/1/ab/artifacts/model",
        "https://example.org/a?b=c",
        "gpt-4o (hosted)",
        "dummy-source",
    ],
)
def test_good_sources(source):
    assert problem_of_source(source) is None


@pytest.mark.parametrize(
    ("source", "problem"),
    [
        ("/etc/passwd", Problem.LOCAL),
        ("file:///etc/passwd", Problem.LOCAL),
        ("FILE:/etc", Problem.LOCAL),
        ("C:\\models", Problem.LOCAL),
        ("~/model", Problem.LOCAL),
        ("%2Fetc%2Fpasswd", Problem.LOCAL),
        ("s3://bucket/../other", Problem.UPWARD),
        ("s3://bucket/%2e%2e/other", Problem.UPWARD),
        ("s3://bucket/%252e%252e/other", Problem.UPWARD),
        ("s3://bucket\x00", Problem.CHARACTERS),
    ],
)
def test_bad_sources(source, problem):
    assert problem_of_source(source) == problem
