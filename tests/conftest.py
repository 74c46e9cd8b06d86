"""Fixtures of all tests, by what they provide, and the order in which tests run."""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, settings

# What tests share says what was wrong as tests do.
pytest.register_assert_rewrite("tests.demo.rooms")

pytest_plugins = [
    "tests.fixtures.services",
    "tests.fixtures.cache",
    "tests.fixtures.database",
    "tests.fixtures.organizations",
    "tests.fixtures.worker",
    "tests.fixtures.browser",
]

# A speed is never a reason for a test to fail: machines are busy at times.
settings.register_profile("portal", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("portal")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Each process begins with its part of the slow tests: one at the end keeps only one busy."""
    processes = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))  # noqa: TID251
    if processes == 1:
        return
    slow = [item for item in items if item.get_closest_marker("slow")]
    others = [item for item in items if not item.get_closest_marker("slow")]
    # Tests are dealt out in runs of neighbours.
    items[:] = [
        item
        for place in range(processes)
        for item in (*slow[place::processes], *others[place::processes])
    ]
