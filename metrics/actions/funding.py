"""Who pays for the CoE, and who answers for a unit's money."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.authorization import require
from coe_portal.accounts.models import Membership
from coe_portal.audit.recording import record
from coe_portal.errors import InvalidInput
from coe_portal.tenancy.models import BusinessUnit
from metrics.choices import AllocationKey, FundingModel
from metrics.declarations import costs as told
from metrics.logic.spending import PERCENT, first_of_month
from metrics.models.chargebacks import CostCentre, FundingPolicy
from metrics.permissions.costs import PLAN_BUDGET

WHOLE: Final = Decimal(PERCENT)


@dataclass(frozen=True, kw_only=True)
class FundingTerms:
    """Who pays from a month on; `fixed` are percents by unit, which add up to 100."""

    from_month: dt.date
    model: FundingModel
    key: AllocationKey = AllocationKey.HEADCOUNT
    share: Decimal = Decimal(0)
    fixed: Mapping[int, Decimal] = field(default_factory=dict)
    note: str = ""


@transaction.atomic
def set_funding(terms: FundingTerms, *, actor: Actor) -> FundingPolicy:
    """Say who pays from a month on; what was said before stays for the months before.

    Raises:
        InvalidInput: a percent is none, or fixed shares do not add up to 100.
    """
    require(actor, PLAN_BUDGET.code)
    if not 0 <= terms.share <= WHOLE:
        message = _("Give a percentage from 0 to 100.")
        raise InvalidInput(message, errors={"share": [message]})
    fixed = {unit: percent for unit, percent in terms.fixed.items() if percent}
    if terms.key == AllocationKey.FIXED and terms.model != FundingModel.CENTRAL:
        _check_fixed(fixed)
    policy = FundingPolicy.objects.create(
        from_month=first_of_month(terms.from_month),
        model=terms.model,
        share=terms.share if terms.model == FundingModel.HYBRID else Decimal(0),
        key=terms.key,
        fixed={str(unit): str(percent) for unit, percent in sorted(fixed.items())},
        note=terms.note.strip(),
        set_by=actor.label,
    )
    after = {"from": policy.from_month, "model": policy.model, "share": policy.share,
             "key": policy.key, "fixed": policy.fixed}  # fmt: skip
    record(told.FUNDING_SET, policy, actor=actor, after=after, reason=policy.note)
    return policy


def _check_fixed(fixed: Mapping[int, Decimal]) -> None:
    known = BusinessUnit.objects.filter(pk__in=list(fixed)).count()
    is_whole = sum(fixed.values(), Decimal(0)) == WHOLE
    if known != len(fixed) or not is_whole or any(percent < 0 for percent in fixed.values()):
        message = _("Fixed shares of units add up to 100 %.")
        raise InvalidInput(message, errors={"fixed": [message]})


@dataclass(frozen=True, kw_only=True)
class CentreTerms:
    """Who answers for a unit's money, and how the books call it."""

    business_unit: BusinessUnit
    head: Membership | None = None
    code: str = ""


@transaction.atomic
def set_cost_centre(terms: CentreTerms, *, actor: Actor) -> CostCentre:
    """Say to whom statements of a unit go; those that were issued stay where they are."""
    require(actor, PLAN_BUDGET.code)
    centre, _is_new = CostCentre.objects.select_related("head__user").get_or_create(
        business_unit=terms.business_unit
    )
    centre = CostCentre.objects.select_related("head__user", "business_unit").get(
        pk=CostCentre.objects.locked(centre.pk).pk
    )
    before = {"head": str(centre.head or ""), "code": centre.code}
    centre.head, centre.code = terms.head, terms.code.strip()
    centre.save(update_fields=["head", "code", "updated_at"])
    after = {"head": str(centre.head or ""), "code": centre.code}
    if before != after:
        record(told.CENTRE_SET, centre, actor=actor, before=before, after=after)
    return centre
