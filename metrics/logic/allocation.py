"""Pure: share an amount among business units, to the cent and without a remainder."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal

from metrics.choices import AllocationKey, FundingModel
from metrics.logic.spending import CENT, PERCENT, ZERO, rounded


@dataclass(frozen=True)
class FundingRules:
    """Who pays: `share` is how much of the costs without a unit the units bear, in percent."""

    model: FundingModel
    share: Decimal
    key: AllocationKey
    fixed: Mapping[int, Decimal]

    @property
    def charged_share(self) -> Decimal:
        """Percent of the shared costs that is charged."""
        whole = Decimal(PERCENT)
        fixed = {FundingModel.CENTRAL: ZERO, FundingModel.CHARGEBACK: whole}
        return fixed.get(self.model, self.share)

    @property
    def charges_direct(self) -> bool:
        """Whether units pay for what they cause."""
        return self.model != FundingModel.CENTRAL


CENTRAL_RULES = FundingRules(FundingModel.CENTRAL, ZERO, AllocationKey.HEADCOUNT, {})


def allocate(amount: Decimal, weights: Mapping[int, Decimal]) -> dict[int, Decimal]:
    """Shares in proportion to the weights; they add up to the amount.

    Each is cut to the cent, and the cents left over go to those who lost most by it (the lower key
    first where two lost the same). Nobody with a weight of nothing pays; without any weight nobody
    does.
    """
    paying = {unit: weight for unit, weight in sorted(weights.items()) if weight > 0}
    total = sum(paying.values(), ZERO)
    if not total:
        return {}
    exact = {unit: abs(amount) * weight / total for unit, weight in paying.items()}
    shares = {unit: share.quantize(CENT, ROUND_DOWN) for unit, share in exact.items()}
    cents = int((abs(amount) - sum(shares.values(), ZERO)) / CENT)
    for unit in sorted(exact, key=lambda one: (shares[one] - exact[one], one))[:cents]:
        shares[unit] += CENT
    return {unit: share.copy_sign(amount) if share else ZERO for unit, share in shares.items()}


def charged_part(pool: Decimal, rules: FundingRules) -> Decimal:
    """How much of the costs without a unit is charged."""
    return rounded(pool * rules.charged_share / PERCENT)
