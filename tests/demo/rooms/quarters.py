"""Quarters at the end of the year: signed by two, with words about their numbers."""

from __future__ import annotations

from metrics.choices import Capacity, CloseState
from metrics.models.quarters import QuarterClose


def quarters_are_signed() -> None:
    closes = list(QuarterClose.objects.prefetch_related("signatures"))
    assert len(closes) in {2, 3}
    assert {close.state for close in closes} == {CloseState.SIGNED}
    for close in closes:
        assert {one.capacity for one in close.signatures.all()} == set(Capacity.values)
        assert "cases_by_stage" in close.commentary
