"""What a grant is worth today, and what two versions are allowed differently."""

from __future__ import annotations

import datetime as dt

import pytest

from registry.choices import GrantStanding, ToolEffect
from registry.logic.agent_tools import Allowed, Terms, compared, standing_of

TODAY = dt.date(2026, 11, 21)
READ, GRAVE = [ToolEffect.READ], [ToolEffect.WRITE, ToolEffect.IRREVERSIBLE]
FOREVER = Allowed(None, needs_person=False)


@pytest.mark.parametrize(
    ("effects", "is_retired", "grant", "standing"),
    [
        (READ, False, FOREVER, GrantStanding.PERMITTED),
        (READ, False, None, GrantStanding.NOT_GRANTED),
        (READ, True, FOREVER, GrantStanding.RETIRED),
        (READ, False, Allowed(TODAY, needs_person=False), GrantStanding.PERMITTED),
        (
            READ,
            False,
            Allowed(TODAY - dt.timedelta(days=1), needs_person=False),
            GrantStanding.EXPIRED,
        ),
        (GRAVE, False, FOREVER, GrantStanding.NEEDS_PERSON),
        (GRAVE, False, Allowed(None, needs_person=True), GrantStanding.PERMITTED),
    ],
)
def test_the_effects_count_as_they_are_today(effects, is_retired, grant, standing):
    found = standing_of(effects, is_retired=is_retired, grant=grant, today=TODAY)

    assert found == standing


def test_tools_of_two_versions_are_compared_by_name_and_terms():
    terms = Terms("Orders", "", needs_person=False)
    before = {"a": terms, "b": terms, "c": terms, "d": terms}
    after = {"b": terms, "c": Terms("All orders", "", needs_person=False), "d": None, "E": None}

    found = compared(before, after)

    assert (found.added, found.removed, found.changed) == (("E",), ("a",), ("c",))
    assert compared(before, before).is_same
