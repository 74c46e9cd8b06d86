"""What in governance only trained people do."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.models import Membership, MembershipQuerySet
from coe_portal.accounts.roles import Role
from governance.groups import ANY_BOARD, seated
from training.logic.activities import declare_activity


def voters() -> MembershipQuerySet:
    """Whoever sits on a board today or stands in there, and the reviewers of light reviews."""
    reviewers = Membership.objects.current().with_role(Role.REVIEWER)
    return seated(ANY_BOARD) | Membership.objects.filter(pk__in=reviewers.values("pk"))


VOTE = declare_activity("governance.vote", _("vote in a review"), voters)
