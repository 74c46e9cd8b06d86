"""Intake by itself: what the apps above do with its events and gates has tests of its own."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from coe_portal.events.bus import Event
from coe_portal.gates import registry
from intake.actions import lifecycle, submission


@pytest.fixture(autouse=True)
def published(monkeypatch: pytest.MonkeyPatch) -> list[Event]:
    """Events that were published, in their order; nobody hears them."""
    events: list[Event] = []
    keep: Callable[[Event], None] = events.append
    monkeypatch.setattr(submission, "publish", keep)
    monkeypatch.setattr(lifecycle, "publish", keep)
    return events


@pytest.fixture(autouse=True)
def _only_intake_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    own = {
        gate: {code: need for code, need in needs.items() if code.startswith("intake.")}
        for gate, needs in registry._requirements.items()
    }
    monkeypatch.setattr(registry, "_requirements", own)
