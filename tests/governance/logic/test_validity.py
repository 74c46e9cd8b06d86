"""Terms by tier, last days and notices: for any numbers."""

from __future__ import annotations

import datetime as dt

from hypothesis import given, strategies as st

from governance.logic.paths import REVIEWED_TIERS
from governance.logic.validity import (
    DEFAULT_TERMS,
    MOST_LEAD_DAYS,
    MOST_MONTHS,
    MOST_WAIVER_DAYS,
    NOTICE_DAYS,
    TierTerms,
    dump_terms,
    months_valid,
    notice_due,
    parse_terms,
    renewal_opens_on,
    terms_flaws,
    terms_of,
)

ROLES = ("coe_staff", "org_admin", "executive", "reviewer")
rows = st.builds(
    TierTerms,
    valid_months=st.integers(1, MOST_MONTHS),
    renewal_days=st.integers(0, MOST_LEAD_DAYS),
    waiver_days=st.integers(1, MOST_WAIVER_DAYS),
    acceptors=st.frozensets(st.sampled_from(ROLES), min_size=1),
)
terms = st.fixed_dictionaries(dict.fromkeys(REVIEWED_TIERS, rows))
days = st.dates(dt.date(2020, 1, 1), dt.date(2040, 1, 1))


@given(terms)
def test_terms_in_bounds_are_kept_as_they_are(given_terms):
    assert terms_flaws(given_terms, ROLES) == []
    assert parse_terms(dump_terms(given_terms)) == given_terms


def test_the_shipped_terms_may_be_published():
    assert terms_flaws(DEFAULT_TERMS, ROLES) == []


@given(terms, st.sampled_from(REVIEWED_TIERS), st.sampled_from(["missing", "months", "roles"]))
def test_each_flaw_is_found(given_terms, tier, kind):
    row = given_terms[tier]
    broken = dict(given_terms)
    if kind == "missing":
        del broken[tier]
    elif kind == "months":
        broken[tier] = TierTerms(0, row.renewal_days, row.waiver_days, row.acceptors)
    else:
        broken[tier] = TierTerms(row.valid_months, row.renewal_days, row.waiver_days, frozenset())
    assert [flaw.tier for flaw in terms_flaws(broken, ROLES)] == [tier]


@given(terms)
def test_a_tier_without_terms_has_the_strictest(given_terms):
    assert terms_of(given_terms, "unheard-of") == DEFAULT_TERMS["high"]


@given(rows, st.none() | st.integers(1, MOST_MONTHS))
def test_a_board_never_grants_more_than_the_tier(row, board):
    months = months_valid(row, board)
    assert 1 <= months <= row.valid_months
    assert board is None or months <= board


@given(days, rows)
def test_a_renewal_never_opens_after_the_last_day(last_day, row):
    assert renewal_opens_on(last_day, row) <= last_day


@given(st.integers(0, 200))
def test_run_daily_each_notice_is_new_on_its_day_only(start):
    """Whoever looks every day sees each step begin on its day, the first look excepted."""
    said = [notice_due(left) for left in range(start, -1, -1)]
    new = [left for left, step in zip(range(start, -1, -1), said, strict=True) if step == left]
    assert new == [step for step in NOTICE_DAYS if step <= start]


@given(st.integers(-100, 200))
def test_after_missed_days_only_the_latest_notice_is_due(left):
    due = notice_due(left)
    due_by_now = [step for step in NOTICE_DAYS if 0 <= left <= step]
    assert due == (min(due_by_now) if due_by_now else None)
