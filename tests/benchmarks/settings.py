"""The portal as it runs locally, plus the floors and a count of queries."""

from __future__ import annotations

from coe_portal.settings.local import *  # noqa: F403

DEBUG = False
ROOT_URLCONF = "tests.benchmarks.urls"
MIDDLEWARE = ["tests.benchmarks.counting.count_queries", *MIDDLEWARE]  # noqa: F405
LOGGING = {"version": 1, "disable_existing_loggers": True}
