"""What an appeal can come to, and who may hear it."""

from __future__ import annotations

import datetime as dt

from hypothesis import given, strategies as st

from governance.choices import AppealState, Outcome
from governance.logic.appeals import (
    APPEALABLE,
    DAYS_TO_APPEAL,
    appeal_outcome,
    last_day_to_appeal,
    may_sit,
)

people = st.frozensets(st.integers(1, 20))


@given(people, people)
def test_the_panel_shares_nobody_with_the_first_review(candidates, before):
    found = may_sit(candidates, before)
    assert not found & before
    assert found | (candidates & before) == candidates


@given(st.sampled_from(sorted(APPEALABLE)), st.sampled_from(list(Outcome)))
def test_upheld_exactly_when_the_team_is_better_off(first, panel):
    order = [Outcome.REJECTED, Outcome.DEFERRED, Outcome.CONDITIONS, Outcome.APPROVED]
    worth = order.index(panel) if panel in order else 0
    upheld = appeal_outcome(first, panel) == AppealState.UPHELD
    assert upheld == (worth > order.index(first))


@given(st.dates(max_value=dt.date(9000, 1, 1)))
def test_thirty_days_and_no_more(day):
    assert (last_day_to_appeal(day) - day).days == DAYS_TO_APPEAL
