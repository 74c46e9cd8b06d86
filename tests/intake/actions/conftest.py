"""Intake by itself: what the apps above do with its events and gates has tests of its own."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def _alone(published, only_intake_asks):
    """Nobody hears intake's events, nobody else asks at its gates."""
