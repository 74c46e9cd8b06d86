from __future__ import annotations

import pytest

from metrics.choices import Direction, Standing
from metrics.logic.slices import WHOLE, Cut, cut_named
from metrics.logic.standing import Bands, are_in_order, standing_of

UP = Bands(target=90, good=80, fair=60)
DOWN = Bands(target=5, good=10, fair=20)


@pytest.mark.parametrize(
    ("value", "bands", "direction", "standing"),
    [
        (80, UP, Direction.UP, Standing.GOOD),
        (79.9, UP, Direction.UP, Standing.FAIR),
        (60, UP, Direction.UP, Standing.FAIR),
        (59.9, UP, Direction.UP, Standing.POOR),
        (10, DOWN, Direction.DOWN, Standing.GOOD),
        (20, DOWN, Direction.DOWN, Standing.FAIR),
        (20.1, DOWN, Direction.DOWN, Standing.POOR),
        (80, UP, Direction.NEITHER, None),
        (None, UP, Direction.UP, None),
        (80, None, Direction.UP, None),
    ],
)
def test_a_value_stands_by_its_bands(value, bands, direction, standing):
    assert standing_of(value, bands, direction) == standing


def test_bands_are_in_order_when_good_is_better_than_fair():
    assert are_in_order(UP, Direction.UP)
    assert are_in_order(DOWN, Direction.DOWN)
    assert not are_in_order(UP, Direction.DOWN)
    assert not are_in_order(DOWN, Direction.UP)


@pytest.mark.parametrize("cut", [Cut(7), Cut(tier="high"), Cut(7, "high")], ids=lambda cut: cut.key)
def test_a_cut_is_named_by_its_key(cut):
    assert cut_named(cut.key) == cut
    assert not cut.is_whole


@pytest.mark.parametrize("text", ["", "7", "seven/high", "-1/"])
def test_what_is_no_key_names_no_cut(text):
    assert cut_named(text) is None


def test_the_whole_is_no_cut():
    assert WHOLE.is_whole
