from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given, strategies as st

from metrics.choices import Capacity
from metrics.logic.closing import COMMENT_STEPS, SheetLine, capacity_left, seal, step_due

words = st.text(max_size=20)
lines = st.builds(
    SheetLine, words, st.none() | st.floats(allow_nan=False, allow_infinity=False), words, words
)
BOTH = (Capacity.EXECUTIVE, Capacity.COE)


@given(st.lists(lines, max_size=6), st.randoms(use_true_random=False))
def test_the_seal_does_not_depend_on_the_order(sheet, rng):
    shuffled = list(sheet)
    rng.shuffle(shuffled)
    assert seal("2026-Q3", shuffled) == seal("2026-Q3", sheet)


@given(lines, st.sampled_from(["kpi", "digest", "commentary"]))
def test_the_seal_changes_with_whatever_is_signed(line, name):
    other = dataclasses.replace(line, **{name: getattr(line, name) + "x"})
    assert seal("2026-Q3", [other]) != seal("2026-Q3", [line])
    assert seal("2026-Q4", [line]) != seal("2026-Q3", [line])


def test_another_value_is_another_seal():
    assert seal("2026-Q3", [SheetLine("a", 1.0, "d")]) != seal(
        "2026-Q3", [SheetLine("a", 2.0, "d")]
    )


@pytest.mark.parametrize(
    ("held", "signed", "expected"),
    [
        (BOTH, [], Capacity.EXECUTIVE),
        (BOTH, [(2, Capacity.EXECUTIVE)], Capacity.COE),
        (BOTH, [(1, Capacity.EXECUTIVE)], None),
        ((Capacity.COE,), [(2, Capacity.COE)], None),
        ((), [], None),
    ],
    ids=["first", "second", "not twice", "taken", "no role"],
)
def test_each_capacity_signs_once_and_nobody_twice(held, signed, expected):
    assert capacity_left(1, held, signed) == expected


@pytest.mark.parametrize(
    ("days", "expected"), [(0, None), (1, 1), (5, 1), (6, 6), (31, 6), (32, None)]
)
def test_reminders_come_in_steps_and_end(days, expected):
    assert step_due(days, COMMENT_STEPS) == expected
