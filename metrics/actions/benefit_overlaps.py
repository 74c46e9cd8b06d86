"""Say what two benefits that may count the same are to each other, so that nothing counts twice."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.authorization import require
from coe_portal.audit.recording import record
from coe_portal.errors import InvalidInput, RuleViolation
from metrics.actions.benefit_claims import return_open_claims
from metrics.actions.benefits import locked_benefit
from metrics.choices import OverlapRuling
from metrics.declarations import benefits as told
from metrics.logic.finance import interval, worth
from metrics.models.benefits import Benefit, BenefitOverlap
from metrics.permissions.benefits import RULE_OVERLAP
from metrics.queries.benefits import rulings_that_hold


@dataclass(frozen=True)
class Ruling:
    """What they are to each other, and the share of the benefit that is ruled on, in percent."""

    ruling: OverlapRuling
    reason: str
    percent: int | None = None


@transaction.atomic
def rule_overlap(
    benefit: Benefit, other: Benefit, ruling: Ruling, *, actor: Actor
) -> BenefitOverlap:
    """Rule on two benefits. A split lowers both forecasts, and hands open claims back.

    A later ruling takes the place of an earlier one; the trail keeps both. Verified months stay:
    what was counted twice in them is taken back one by one.
    """
    first, second = sorted((benefit, other), key=lambda one: one.pk)
    first, second = locked_benefit(first), locked_benefit(second)
    for one in (first, second):
        require(actor, RULE_OVERLAP.code, one)
    _check(first, second, ruling)
    before = BenefitOverlap.objects.between(first.pk, second.pk).first()
    share = None
    if ruling.ruling == OverlapRuling.SPLIT and ruling.percent is not None:
        share = ruling.percent if benefit.pk == first.pk else 100 - ruling.percent
    found, _is_new = BenefitOverlap.objects.update_or_create(
        first=first,
        second=second,
        defaults={
            "ruling": ruling.ruling,
            "first_percent": share,
            "reason": ruling.reason.strip(),
            "ruled_by": actor.membership,
            "ruled_at": timezone.now(),
        },
    )
    note = _("It shares its effect with %(other)s: claim the month again.")
    for one, rival in ((first, second), (second, first)):
        share_anew(one, note % {"other": rival.reference}, actor=actor)
    record(
        told.OVERLAP_RULED,
        first,
        actor=actor,
        before={"ruling": before.ruling, "share": before.first_percent} if before else None,
        after={"with": second.reference, "ruling": found.ruling, "share": found.first_percent},
        reason=found.reason,
        root=first.use_case,
    )
    return found


def _check(first: Benefit, second: Benefit, ruling: Ruling) -> None:
    if not Benefit.objects.counting_like(first).filter(pk=second.pk).exists():
        raise RuleViolation(_("These two do not overlap: another kind, unit or other months."))
    errors = {}
    if not ruling.reason.strip():
        errors["reason"] = [_("Say why.")]
    is_share = ruling.percent is not None and 0 <= ruling.percent <= 100  # noqa: PLR2004
    if ruling.ruling == OverlapRuling.SPLIT and not is_share:
        errors["percent"] = [_("Say how much of it counts here, from 0 to 100.")]
    if errors:
        raise InvalidInput(_("Something is missing."), errors=errors)


def share_anew(benefit: Benefit, note: str, *, actor: Actor) -> None:
    """The smallest share of the rulings that still hold counts, and the forecast follows.

    The caller has locked the benefit, and records why. Claims that wait go back with the note.
    """
    share = min((one.percent_of(benefit) for one in rulings_that_hold(benefit)), default=100)
    if share == benefit.share_percent:
        return
    benefit.share_percent = share
    likely = worth(benefit.get_kind(), benefit.figures, share=share).amount
    month = interval(likely, benefit.low_percent, benefit.high_percent)
    benefit.forecast_low, benefit.forecast_likely = month.low, month.likely
    benefit.forecast_high = month.high
    names = ["share_percent", "forecast_low", "forecast_likely", "forecast_high", "updated_at"]
    benefit.save(update_fields=names)
    return_open_claims(benefit, note, actor=actor)
