"""Approvals with a condition, made by the votes that make them in production."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from django.utils import timezone

from coe_portal.accounts.models import Membership
from governance.actions.voting import ProposedCondition
from governance.choices import VoteChoice
from governance.models.decisions import Condition
from tests.governance.conftest import new_case, new_council, open_for, vote

DAYS = 30


def approve_with_condition(
    owner: Membership, member: Callable[..., Membership], *, text: str, **fields: object
) -> Condition:
    """A high-risk case that a new council approves with one condition, due in thirty days."""
    council = new_council(member)
    review = open_for(new_case(owner, **fields))
    for person in council.members[:2]:
        vote(review, person, VoteChoice.APPROVE)
    due = timezone.localdate() + dt.timedelta(days=DAYS)
    vote(
        review,
        council.members[2],
        VoteChoice.CONDITIONS,
        rationale="One thing is open.",
        conditions=(ProposedCondition(text, due),),
    )
    found: Condition = Condition.objects.select_related("decision", "use_case").get(text=text)
    return found
