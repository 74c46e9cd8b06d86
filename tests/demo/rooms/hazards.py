"""Risks at the end of the year: accepted by others than their owners, treated, some lapsed."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from governance.choices import AcceptanceEnd, RiskState, TreatmentState
from governance.models.risks import Risk, RiskAcceptance, RiskTreatment

BANK = {
    "Unfair refusals of loans": RiskState.ACCEPTED,
    "The chat promises what the bank does not offer": RiskState.OPEN,
    "Everything hangs on one model provider": RiskState.ACCEPTED,
    "The fraud model grows old": RiskState.OPEN,
    "AI tools that nobody registered": RiskState.OPEN,
}
HOSPITAL = {
    "Sepsis is missed in patients that the data hardly know": RiskState.ACCEPTED,
    "Too many alarms": RiskState.OPEN,
    "A wrong dose in a proposal": RiskState.OPEN,
    "Nobody knows how to work when the system is down": RiskState.OPEN,
}


def risks_of_the_bank() -> None:
    _check(BANK, settled=3)


def risks_of_the_hospital() -> None:
    _check(HOSPITAL, settled=4)


def _check(states: dict[str, RiskState], *, settled: int) -> None:
    assert dict(Risk.objects.values_list("title", "state")) == states
    lapsed = RiskAcceptance.objects.select_related("risk").get(end=AcceptanceEnd.LAPSED)
    assert states[lapsed.risk.title] == RiskState.OPEN
    assert RiskTreatment.objects.filter(state=TreatmentState.DONE).count() == settled
    oldest = Risk.objects.order_by("number").first()
    assert timezone.now() - oldest.created_at > dt.timedelta(days=310)
