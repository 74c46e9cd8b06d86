"""What in the registry only trained people do."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.models import Membership, MembershipQuerySet
from registry.models.models import AIModel
from training.logic.activities import declare_activity


def owners() -> MembershipQuerySet:
    """Whoever owns a model."""
    owning = AIModel.objects.present().order_by().values("owner")
    found: MembershipQuerySet = Membership.objects.filter(pk__in=owning)
    return found


PROMOTE = declare_activity("registry.promote", _("own a model in production"), owners)
