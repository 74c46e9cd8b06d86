"""Tell the people of a risk. Every message of the register is put together here.

A reminder is known by its key, which names the thing, its date and the step: it is told once, and
anew when the date moves. The risk's row is locked, so that two clocks at once do not tell twice.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.formats import date_format

from coe_portal.accounts.models import Membership
from coe_portal.notifications.dispatch import notify
from coe_portal.notifications.kinds import NotificationKind
from governance.choices import RiskState
from governance.declarations import risks as told
from governance.logic.risks import NOTICE_DAYS, reminder_step
from governance.models.risks import Risk, RiskAcceptance, RiskQuerySet, RiskTreatment


def tell(
    kind: NotificationKind,
    recipients: Iterable[Membership],
    risk: Risk,
    day: dt.date,
    *,
    key: str = "",
    **context: Any,
) -> int:
    """Any message about one risk and a date; with a key each is told once. How many were told."""
    fresh = notify(
        kind,
        recipients,
        risk,
        context={"risk": risk.subject_label, "due": date_format(day, "j F Y"), **context},
        url=risk.get_absolute_url(),
        key=key,
    )
    return len(fresh)


def risks_to_mention(today: dt.date) -> RiskQuerySet:
    """Live risks with a review, a treatment or the end of an acceptance that is near or past."""
    limit = today + dt.timedelta(days=NOTICE_DAYS[0])
    due = RiskTreatment.objects.due_by(limit).filter(risk=OuterRef("pk")).order_by()
    ending = RiskAcceptance.objects.running().filter(risk=OuterRef("pk"), expires_on__lte=limit)
    live: RiskQuerySet = Risk.objects.live()
    return live.filter(Q(review_on__lte=limit) | Exists(due) | Exists(ending.order_by()))


def remind_of_risk(pk: int, today: dt.date) -> int:
    """Say what is due to be said of one risk; how many messages."""
    risk: Risk = Risk.objects.select_related("owner__user").locked(pk)
    if risk.state == RiskState.CLOSED:
        return 0
    return _of_review(risk, today) + _of_acceptance(risk, today) + _of_treatments(risk, today)


def _of_review(risk: Risk, today: dt.date) -> int:
    step = reminder_step((risk.review_on - today).days)
    if step is None:
        return 0
    key = _key(risk, "review", risk.review_on, step)
    return tell(told.RISK_REVIEW_DUE, [risk.owner], risk, risk.review_on, key=key)


def _of_acceptance(risk: Risk, today: dt.date) -> int:
    running = risk.acceptances.running().select_related("accepted_by__user").first()
    step = None if running is None else reminder_step((running.expires_on - today).days)
    if running is None or step is None:
        return 0
    key = _key(risk, f"acceptance-{running.pk}", running.expires_on, step)
    people = [risk.owner, running.accepted_by]
    return tell(told.ACCEPTANCE_ENDS, people, risk, running.expires_on, key=key)


def _of_treatments(risk: Risk, today: dt.date) -> int:
    limit = today + dt.timedelta(days=NOTICE_DAYS[0])
    due = risk.treatments.due_by(limit).select_related("owner__user")
    return sum(_of_treatment(risk, treatment, today) for treatment in due)


def _of_treatment(risk: Risk, treatment: RiskTreatment, today: dt.date) -> int:
    """The owner of the risk hears too, once the day is past."""
    left = (treatment.due_on - today).days
    step = reminder_step(left)
    if step is None:
        return 0
    people = [treatment.owner] if left >= 0 else [treatment.owner, risk.owner]
    key = _key(risk, f"treatment-{treatment.position}", treatment.due_on, step)
    return tell(
        told.TREATMENT_DUE, people, risk, treatment.due_on, key=key, treatment=treatment.text[:500]
    )


def _key(risk: Risk, thing: str, day: dt.date, step: str) -> str:
    return f"{risk.reference}:{thing}:{day:%Y%m%d}:{step}"
