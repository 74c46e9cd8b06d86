"""How numbers, money, days and moments are written."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from coe_portal.ui import formats

NOW = datetime(2026, 11, 21, 9, 14, tzinfo=UTC)


@pytest.mark.parametrize(
    ("amount", "written"),
    [
        (None, "–"),
        (0, "€0"),
        (Decimal("0.00003"), "<€0.0001"),
        (0.0042, "€0.0042"),
        (0.05, "€0.050"),
        (0.39, "€0.39"),
        (-0.39, "-€0.39"),
        (3.8, "€3.80"),
        (5, "€5"),
        (9.999, "€10"),
        (12.4, "€12"),
        (950, "€950"),
        (9_999.7, "€10k"),
        (74_000, "€74k"),
        (999_960, "€1m"),
        (4_200_000, "€4.2m"),
        (3_000_000_000, "€3bn"),
        (-12_500, "-€12.5k"),
    ],
)
def test_money_is_short_and_never_nothing_where_it_is_something(amount, written):
    assert formats.money(amount) == written


@pytest.mark.parametrize(
    ("count", "written"), [(None, "–"), (1, "1 day"), (12, "12 days"), (2.5, "2.5 days")]
)
def test_days_have_their_plural(count, written):
    assert formats.days(count) == written


@pytest.mark.parametrize(
    ("ago", "written"),
    [
        (timedelta(seconds=20), "just now"),
        (timedelta(minutes=5), "5 minutes ago"),
        (timedelta(hours=1), "1 hour ago"),
        (timedelta(days=-3), "in 3 days"),
        (timedelta(days=30), "22 Oct 2026"),
    ],
)
def test_moments_are_told_from_now(ago, written):
    assert formats.relative(NOW - ago, NOW) == written


@pytest.mark.parametrize(
    ("value", "written"),
    [(NOW, "21 Nov 2026"), ("2027-12-02", "2 Dec 2027"), ("", "–"), (None, "–")],
)
def test_days_of_stored_documents_read_like_all_others(value, written):
    assert formats.day(value) == written


@pytest.mark.parametrize(
    ("name", "letters"), [("Ada Moreau", "AM"), ("Plato", "P"), ("", "?"), ("ana@x.test", "AX")]
)
def test_initials(name, letters):
    assert formats.initials(name) == letters


@pytest.mark.parametrize(
    ("size", "written"), [(820, "820 B"), (4200, "4.1 KB"), (3 << 30, "3.0 GB")]
)
def test_file_sizes(size, written):
    assert formats.file_size(size) == written
