"""Fixtures of all tests, by what they provide."""

from __future__ import annotations

pytest_plugins = [
    "tests.fixtures.services",
    "tests.fixtures.cache",
    "tests.fixtures.database",
    "tests.fixtures.organizations",
    "tests.fixtures.worker",
    "tests.fixtures.browser",
]
