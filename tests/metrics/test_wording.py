"""Numbers with their units, as every page, pack and mail writes them."""

from __future__ import annotations

import pytest

from metrics.choices import Direction, Unit
from metrics.kpis.registry import kpi_named
from metrics.logic.periods import change
from metrics.logic.standing import Bands
from metrics.wording import bands_written, figure_of, moved_by, told, unit_of, written


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (None, Unit.DAYS, "–"),
        (None, Unit.PERCENT, "–"),
        (1234, Unit.COUNT, "1,234"),
        (1, Unit.DAYS, "1 day"),
        (1.02, Unit.DAYS, "1 day"),
        (12.5, Unit.DAYS, "12.5 days"),
        (0, Unit.DAYS, "0 days"),
        (0.5, Unit.MONTHS, "0.5 months"),
        (1, Unit.HOURS, "1 hour"),
        (0.04, Unit.PER_MONTH, "0.04 a month"),
        (-0.001, Unit.LEVELS, "0 levels"),
        (4.24, Unit.SCORE, "4.2 of 5"),
        (87.0, Unit.PERCENT, "87\xa0%"),
        (99.96, Unit.PERCENT, "99.96\xa0%"),
        (-63.97, Unit.PERCENT, "-64\xa0%"),
        (0.39, Unit.MONEY, "$0.39"),
        (1_234_000, Unit.MONEY, "$1.2m"),
    ],
)
def test_a_number_has_its_unit(value, unit, text):
    assert written(value, unit, "USD") == text


@pytest.mark.parametrize("unit", Unit)
def test_number_and_unit_apart_say_the_same(unit):
    apart = f"{figure_of(7.5, unit, 'EUR')} {unit_of(7.5, unit)}".strip()
    assert written(7.5, unit, "EUR").replace("\xa0", " ") == apart
    assert unit_of(None, unit) == ""


@pytest.mark.parametrize(
    ("value", "before", "unit", "text"),
    [
        (12, 10, Unit.DAYS, "20\xa0%"),
        (10, 12, Unit.MONEY, "17\xa0%"),
        (61, 60, Unit.PERCENT, "1 point"),
        (-64, -20.5, Unit.PERCENT, "43.5 points"),
        (3, 0, Unit.HOURS, "3 hours"),
        (0, 0, Unit.HOURS, "0\xa0%"),
    ],
)
def test_a_change_says_how_far(value, before, unit, text):
    assert moved_by(change(value, before), unit, "EUR") == text


def test_bands_are_a_sentence():
    bands = Bands(target=10, good=12, fair=1)
    assert bands_written(bands, Direction.DOWN, Unit.DAYS, "EUR") == (
        "good up to 12 days, fair up to 1 day"
    )


def test_what_is_never_reached_is_said_where_there_are_rows():
    payback, roi = kpi_named("payback"), kpi_named("roi")
    assert told(payback, None, "EUR", rows=3) == "not paid back"
    assert told(payback, None, "EUR", rows=0) == "–"
    assert told(payback, 8.25, "EUR", rows=3) == "8.2 months"
    assert told(roi, None, "EUR", rows=3) == "–"
