"""Benefits at the end of the year: judged by finance, but for those that wait."""

from __future__ import annotations

from collections import Counter

from metrics.choices import BenefitState, EntryState
from metrics.models.benefits import Benefit, BenefitEntry


def benefits_of_the_bank() -> None:
    _check(
        {
            "Less loss by stolen cards": (BenefitState.VERIFIED, 5, 2, 0),
            "Shorter work after each call": (BenefitState.VERIFIED, 6, 1, 0),
        }
    )


def benefits_of_the_hospital() -> None:
    _check({"Fewer days in intensive care": (BenefitState.VERIFIED, 2, 2, 1)})


def _check(expected: dict[str, tuple[BenefitState, int, int, int]]) -> None:
    """By title: how far it is, and how many months are verified, wait and were returned."""
    found = {}
    for benefit in Benefit.objects.prefetch_related("entries"):
        states = Counter(entry.state for entry in benefit.entries.all())
        found[benefit.title] = (
            benefit.state,
            states[EntryState.VERIFIED],
            states[EntryState.CLAIMED],
            states[EntryState.RETURNED],
        )
    assert found == expected
    for entry in BenefitEntry.objects.verified():
        assert entry.settled_by_id != entry.claimed_by_id
        assert 0 < entry.amount <= entry.claimed_amount
