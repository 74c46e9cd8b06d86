"""What an appeal still needs: time, and people who had no part in the first decision."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q

from coe_portal.accounts.models import Membership, MembershipQuerySet
from coe_portal.accounts.roles import Role
from coe_portal.tenancy.clock import today_here, zone_here
from governance.logic.appeals import APPEALABLE, last_day_to_appeal
from governance.models.appeals import Appeal
from governance.models.decisions import Decision
from governance.models.reviews import Recusal, ReviewSeat
from governance.models.votes import VoteHistory
from governance.queries.involvement import involvements


def last_day(decision: Decision) -> dt.date:
    """The last day to appeal, on the organization's calendar."""
    return last_day_to_appeal(decision.decided_at.astimezone(zone_here()).date())


def is_appealable(decision: Decision) -> bool:
    """People decided it against the team, it is no answer to an appeal, and there is time."""
    review = decision.review
    if review is None or decision.outcome not in APPEALABLE:
        return False
    if Appeal.objects.filter(Q(decision=decision) | Q(review=review)).exists():
        return False
    return today_here() <= last_day(decision)


def heard_before(appeal: Appeal) -> set[int]:
    """Members who had a voice in the first review, or have a part in the case."""
    review = appeal.decision.review
    seats = ReviewSeat.objects.filter(review=review)
    people = set(seats.values_list("member_id", flat=True))
    people.update(seats.filter(voter__isnull=False).values_list("voter_id", flat=True))
    people.update(VoteHistory.objects.filter(review=review).values_list("member_id", flat=True))
    people.update(Recusal.objects.filter(review=review).values_list("member_id", flat=True))
    assessment = appeal.decision.assessment
    return people | {part.member for part in involvements(appeal.use_case, assessment)}


def panel_candidates(appeal: Appeal) -> MembershipQuerySet:
    """Reviewers, executives and staff of the CoE who may sit on the panel."""
    able = Membership.objects.current().with_role(Role.REVIEWER, Role.COE_STAFF, Role.EXECUTIVE)
    found: MembershipQuerySet = (
        able.with_user().exclude(pk__in=heard_before(appeal)).order_by("user__name", "pk")
    )
    return found
