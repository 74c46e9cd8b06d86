"""Finance rejects a benefit: what shared its effect with it counts the whole again."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.authorization import require
from coe_portal.audit.recording import record
from coe_portal.errors import InvalidTransition, RuleViolation
from coe_portal.notifications.dispatch import notify
from metrics.actions.benefit_claims import settle_row
from metrics.actions.benefit_overlaps import share_anew
from metrics.actions.benefits import end_benefit, locked_benefit
from metrics.choices import BenefitState, EntryState, OverlapRuling
from metrics.declarations import benefits as told
from metrics.models.benefits import Benefit, BenefitOverlap
from metrics.permissions.benefits import REJECT_BENEFIT


@transaction.atomic
def reject_benefit(benefit: Benefit, reason: str, *, actor: Actor) -> Benefit:
    """It is none, or counted elsewhere: what waits is rejected, nothing more is claimed.

    Raises:
        RuleViolation: months of it are verified, and not taken back.
    """
    benefit, rivals = _locked_with_rivals(benefit)
    require(actor, REJECT_BENEFIT.code, benefit)
    if benefit.is_over:
        raise InvalidTransition(_("This benefit is over, and kept as it is."))
    if benefit.entries.filter(state=EntryState.VERIFIED).exists():
        raise RuleViolation(_("Months of it are verified: take them back first."))
    was = end_benefit(benefit, BenefitState.REJECTED, reason)
    for entry in benefit.entries.locked_rows().filter(state=EntryState.CLAIMED).order_by("month"):
        settle_row(entry, EntryState.REJECTED, reason.strip(), actor)
    note = _("%(other)s is rejected: this counts more. Claim the month again.")
    for rival in rivals:
        share_anew(rival, note % {"other": benefit.reference}, actor=actor)
    _tell_owner(benefit, actor)
    record(
        told.BENEFIT_REJECTED,
        benefit,
        actor=actor,
        before=was,
        after={"state": benefit.state},
        reason=benefit.ended_because,
        root=benefit.use_case,
    )
    return benefit


def _locked_with_rivals(benefit: Benefit) -> tuple[Benefit, list[Benefit]]:
    """The benefit and those that split an effect with it, locked in the order of their keys."""
    splits = BenefitOverlap.objects.of(benefit).filter(ruling=OverlapRuling.SPLIT)
    pairs = splits.select_related("first", "second")
    found = {one.pk: one for pair in pairs for one in pair.pair} | {benefit.pk: benefit}
    locked = {key: locked_benefit(found[key]) for key in sorted(found)}
    chosen = locked.pop(benefit.pk)
    return chosen, [rival for rival in locked.values() if not rival.is_over]


def _tell_owner(benefit: Benefit, actor: Actor) -> None:
    if not actor.is_member(benefit.owner_id):
        notify(
            told.BENEFIT_WAS_REJECTED,
            [benefit.owner],
            benefit,
            context={
                "benefit": benefit.subject_label,
                "reason": benefit.ended_because[:500],
            },
            url=benefit.get_absolute_url(),
        )
