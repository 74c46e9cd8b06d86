"""What becomes of an appeal when its panel's review ends."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _

from coe_portal.accounts.actor import Actor
from coe_portal.audit.recording import record
from coe_portal.notifications.dispatch import notify
from governance.choices import AppealState, Outcome
from governance.declarations import appeals as told
from governance.logic.appeals import appeal_outcome
from governance.models.appeals import Appeal
from governance.models.decisions import Decision
from governance.models.reviews import Review
from intake.actions.lifecycle import move_stage
from intake.choices import Stage


def settle_appeal(review: Review, decision: Decision, *, actor: Actor) -> Appeal | None:
    """Settle the appeal that this review heard, if it heard one; the caller holds its lock.

    A case that was rejected goes back to intake first, so that an approval can let it on.
    """
    appeal = _heard_in(review)
    if appeal is None:
        return None
    state = appeal_outcome(Outcome(appeal.decision.outcome), Outcome(decision.outcome))
    end_appeal(appeal, state, actor=actor)
    if state == AppealState.UPHELD and decision.use_case.stage == Stage.REJECTED:
        reason = _("Appeal %(appeal)s is upheld") % {"appeal": appeal.reference}
        decision.use_case = move_stage(
            decision.use_case, to=Stage.INTAKE, actor=actor, reason=reason
        )
    return appeal


def overtake_appeal(review: Review, *, actor: Actor) -> Appeal | None:
    """The panel's review ended without a decision: the case changed, or somebody ended it."""
    appeal = _heard_in(review)
    if appeal is not None:
        end_appeal(appeal, AppealState.OVERTAKEN, actor=actor)
    return appeal


def end_appeal(appeal: Appeal, state: AppealState, *, actor: Actor) -> Appeal:
    """Write how an appeal ended, and tell who lodged it."""
    before = appeal.state
    appeal.state, appeal.settled_at = state, timezone.now()
    appeal.save(update_fields=["state", "settled_at", "updated_at"])
    if state != AppealState.WITHDRAWN:
        notify(
            told.APPEAL_ANSWERED,
            [appeal.lodged_by],
            appeal,
            context={"case": str(appeal.use_case), "state": AppealState(state).label},
            url=appeal.get_absolute_url(),
        )
    record(
        told.APPEAL_WITHDRAWN if state == AppealState.WITHDRAWN else told.APPEAL_SETTLED,
        appeal,
        actor=actor,
        before={"state": before},
        after={"state": state},
        root=appeal.use_case,
    )
    return appeal


def _heard_in(review: Review) -> Appeal | None:
    rows = Appeal.objects.filter(review=review, state=AppealState.HEARD)
    return rows.select_related("use_case", "decision", "lodged_by__user").locked_rows().first()
