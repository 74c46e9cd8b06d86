"""Who may appeal what, until when, and what a panel's outcome makes of the appeal."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Final

from governance.choices import APPROVALS, AppealState, Outcome

# Calendar days after the decision, its own day not counted.
DAYS_TO_APPEAL: Final = 30
LEAST_PANEL: Final = 3
MOST_PANEL: Final = 9
# What people decided against the team, wholly or in part. Prohibited practices cannot be appealed.
APPEALABLE: Final = frozenset({Outcome.REJECTED, Outcome.CONDITIONS, Outcome.DEFERRED})


def last_day_to_appeal(decided_on: dt.date) -> dt.date:
    """The last day on which the decision can be appealed."""
    return decided_on + dt.timedelta(days=DAYS_TO_APPEAL)


def may_sit(candidates: Iterable[int], heard_before: Iterable[int]) -> frozenset[int]:
    """Candidates for the panel without anybody who had a voice or a part in the case before."""
    return frozenset(candidates) - frozenset(heard_before)


def appeal_outcome(first: Outcome, panel: Outcome) -> AppealState:
    """Upheld when the panel's decision is better for the team than the first one was."""
    is_better = _rank(panel) > _rank(first)
    return AppealState.UPHELD if is_better else AppealState.DISMISSED


def _rank(outcome: Outcome) -> int:
    if outcome == Outcome.APPROVED:
        return 3
    return 2 if outcome in APPROVALS else int(outcome == Outcome.DEFERRED)
