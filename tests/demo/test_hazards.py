"""The demo's year of risks: accepted by others than their owners, treated, and some lapsed."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest
from django.utils import timezone

from coe_portal.tenancy.scope import scope
from demo.dangers import read_danger
from demo.founding import give_sign_ins
from demo.parts import ScriptError
from demo.play import play
from demo.script import CONTENT, load, load_all
from governance.choices import AcceptanceEnd, RiskState, TreatmentState
from governance.models.risks import Risk, RiskAcceptance, RiskTreatment


def test_both_organizations_have_risks():
    assert [len(script.dangers) for script in load_all()] == [8, 5]


def test_nobody_accepts_their_own_in_the_script():
    assert [one.title for script in load_all() for one in script.dangers
            if one.acceptor == one.owner] == []  # fmt: skip


def test_a_treatment_says_what_a_treatment_has():
    remedy = {"text": "Look.", "owner": "ingrid", "until": 3}
    risk = {"title": "x", "category": "data", "owner": "ingrid", "raised": 3, "before": [1, 1]}
    with pytest.raises(ScriptError, match="Remedy has no until"):
        read_danger({**risk, "remedies": [remedy]})


BANK = {
    "Unfair refusals of loans": RiskState.ACCEPTED,
    "The chat promises what the bank does not offer": RiskState.OPEN,
    "Everything hangs on one model provider": RiskState.ACCEPTED,
    "AI tools that nobody registered": RiskState.OPEN,
}
HOSPITAL = {
    "Sepsis is missed in patients that the data hardly know": RiskState.ACCEPTED,
    "Too many alarms": RiskState.OPEN,
    "A wrong dose in a proposal": RiskState.OPEN,
    "Nobody knows how to work when the system is down": RiskState.OPEN,
}


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("folder", "cases", "states", "done"),
    [
        ("bank", {"loan-scoring", "card-chat"}, BANK, 3),
        ("hospital", {"sepsis", "falls", "antibiotics"}, HOSPITAL, 4),
    ],
)
def test_the_year_of_risks_ends_where_the_script_says(folder, cases, states, done):
    script = load(CONTENT / folder)
    few = [case for case in script.cases if case.key in cases]
    give_sign_ins([script])
    played = play(dataclasses.replace(script, cases=few), timezone.now())
    with scope(played.house.organization):
        found = dict(Risk.objects.values_list("title", "state"))
        lapsed = RiskAcceptance.objects.select_related("risk").get(end=AcceptanceEnd.LAPSED)
        settled = RiskTreatment.objects.filter(state=TreatmentState.DONE).count()
        oldest = Risk.objects.order_by("number").first()
    assert found == states
    assert states[lapsed.risk.title] == RiskState.OPEN
    assert settled == done
    assert timezone.now() - oldest.created_at > dt.timedelta(days=310)
