"""Fixtures of all tests, by what they provide."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

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
