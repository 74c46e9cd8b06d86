"""Counts of answers that begin at nothing: other tests in this process have left some."""

from __future__ import annotations

import pytest
from django.core.cache import cache

from coe_portal.vitals.timing import timings


@pytest.fixture(autouse=True)
def own_counts(own_cache) -> None:
    """What was left goes under another name than what comes."""
    timings.flush()
    cache.key_prefix += "-counts"
