"""The whole list of what happens upwards: few, known, and in one file per app."""

from __future__ import annotations

import pytest

from coe_portal.events.bus import subscriptions

pytestmark = pytest.mark.architecture


def test_these_are_all_subscriptions():
    assert subscriptions() == set()
