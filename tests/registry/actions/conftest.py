"""Actions run in the scope of the organization."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def _in_scope(request):
    """All but the races, which open scopes of their own."""
    if "django_db" not in {mark.name for mark in request.node.iter_markers()}:
        request.getfixturevalue("in_scope")
