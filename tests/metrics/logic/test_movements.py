from __future__ import annotations

import pytest

from metrics.choices import Direction
from metrics.logic.movements import Movement, is_better, largest
from metrics.logic.periods import change


@pytest.mark.parametrize(
    ("value", "before", "direction", "expected"),
    [
        (3, 2, Direction.UP, True),
        (3, 2, Direction.DOWN, False),
        (2, 3, Direction.DOWN, True),
        (2, 2, Direction.UP, None),
        (3, 2, Direction.NEITHER, None),
        (3, None, Direction.UP, None),
    ],
)
def test_a_change_is_judged_by_the_way_that_is_better(value, before, direction, expected):
    assert is_better(change(value, before), direction) is expected


def moved(code, value, before, *, better):
    return Movement(code, change(value, before), better)


def test_the_largest_come_first_and_what_came_from_nothing_before_them():
    movements = [
        moved("small", 11, 10, better=True),
        moved("new", 4, 0, better=True),
        moved("large", 30, 10, better=True),
        moved("bad", 90, 10, better=False),
        moved("even", 90, 10, better=None),
    ]
    found = largest(movements, better=True, count=2)
    assert [one.code for one in found] == ["new", "large"]
    assert [one.code for one in largest(movements, better=False, count=2)] == ["bad"]


def test_ties_stand_in_the_order_of_their_codes():
    movements = [moved(code, 2, 1, better=True) for code in ("b", "c", "a")]
    assert [one.code for one in largest(movements, better=True, count=3)] == ["a", "b", "c"]
