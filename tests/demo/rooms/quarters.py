"""Quarters at the end of the year: signed by two, with words about their numbers."""

from __future__ import annotations

from metrics.choices import Capacity, CloseState
from metrics.models.quarters import QuarterClose


def quarters_are_signed() -> None:
    """The newest may still wait for somebody, in the days after its end."""
    signed = QuarterClose.objects.filter(state=CloseState.SIGNED)
    closes = list(signed.prefetch_related("signatures"))
    assert 2 <= len(closes) <= 4
    for close in closes:
        assert {one.capacity for one in close.signatures.all()} == set(Capacity.values)
        assert "cases_by_stage" in close.commentary
