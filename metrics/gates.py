"""What the ledger asks for before a use case is retired: the last entry of each benefit."""

from __future__ import annotations

from django.utils.translation import gettext as _, gettext_lazy

from coe_portal.gates.registry import Unmet, requirement
from intake.choices import Gate
from intake.logic.stages import ENDING
from intake.models.use_cases import UseCase
from metrics.queries.benefits import unfinished_benefits

LAST_BENEFIT = "metrics.last_benefit"


@requirement(
    Gate.RETIRED.value,
    ENDING,
    code=LAST_BENEFIT,
    label=gettext_lazy("Last benefit entered"),
)
def benefits_are_closed(case: UseCase) -> Unmet | None:
    """What it brought is known to the end: no benefit waits for a month or for finance."""
    unfinished = unfinished_benefits(case)
    if not unfinished:
        return None
    names = ", ".join(benefit.reference for benefit in unfinished)
    text = _("Enter the last month of its benefits and close them: %(benefits)s.")
    return Unmet(LAST_BENEFIT, text % {"benefits": names}, unfinished[0].get_absolute_url())
