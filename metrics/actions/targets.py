"""Say what a KPI should be from a day on, and who answers for it."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass
from math import isfinite

from django.db import transaction
from django.utils.translation import gettext as _

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.authorization import require
from coe_portal.accounts.models import Membership
from coe_portal.audit.recording import record
from coe_portal.errors import InvalidInput
from coe_portal.notifications.dispatch import notify
from coe_portal.tenancy.addresses import org_url
from coe_portal.tenancy.turns import take_turn
from metrics.choices import Direction
from metrics.declarations.kpis import KPI_GIVEN, OWNER_NAMED, TARGET_SET
from metrics.kpis.registry import KPI
from metrics.logic.standing import Bands, are_in_order
from metrics.models.targets import KpiOwner, KpiTarget
from metrics.permissions.kpis import MANAGE_KPIS


@dataclass(frozen=True, kw_only=True)
class TargetTerms:
    """Target and bands from a day on; all three left out take the portal's own again."""

    since: dt.date
    target: float | None = None
    good: float | None = None
    fair: float | None = None
    note: str = ""

    @property
    def bands(self) -> Bands | None:
        if self.target is None or self.good is None or self.fair is None:
            return None
        return Bands(self.target, self.good, self.fair)


@transaction.atomic
def set_target(kpi: KPI, terms: TargetTerms, *, actor: Actor) -> KpiTarget:
    """Set it from a day on; what was set before stays in the history.

    Raises:
        InvalidInput: only a part is given, or the bands are not in order.
    """
    require(actor, MANAGE_KPIS.code)
    _check(kpi, terms)
    made: KpiTarget = KpiTarget.objects.create(
        kpi=kpi.code, set_by=actor.membership, **asdict(terms)
    )
    facts = {"kpi": kpi.code, **asdict(terms), "since": terms.since.isoformat()}
    record(TARGET_SET, made, actor=actor, after=facts)
    return made


def _check(kpi: KPI, terms: TargetTerms) -> None:
    given = [terms.target, terms.good, terms.fair]
    if any(value is None for value in given):
        if any(value is not None for value in given):
            text = _("Give all three, or none to take the portal's own again.")
            raise InvalidInput(text, errors={"target": [text]})
        return
    if not all(isfinite(value) for value in given if value is not None):
        text = _("Give numbers.")
        raise InvalidInput(text, errors={"target": [text]})
    if terms.bands and not are_in_order(terms.bands, Direction(kpi.direction)):
        text = _("What is good must be at least as good as what is fair.")
        raise InvalidInput(text, errors={"fair": [text]})


@transaction.atomic
def name_owner(kpi: KPI, member: Membership | None, *, actor: Actor) -> KpiOwner:
    """Give a KPI to a member, or to nobody in particular; a new owner is told."""
    require(actor, MANAGE_KPIS.code)
    take_turn(f"metrics.owner {kpi.code}")
    owner: KpiOwner
    owner, _made = KpiOwner.objects.select_related("member__user").get_or_create(kpi=kpi.code)
    before = owner.member
    if member == before:
        return owner
    owner.member = member
    owner.save(update_fields=["member", "updated_at"])
    record(
        OWNER_NAMED,
        owner,
        actor=actor,
        before={"kpi": kpi.code, "owner": str(before or "")},
        after={"kpi": kpi.code, "owner": str(member or "")},
    )
    if member is not None and member != actor.membership:
        url = org_url("metrics:kpi", kpi=kpi.code)
        notify(KPI_GIVEN, [member], owner, context={"question": kpi.question}, url=url)
    return owner
