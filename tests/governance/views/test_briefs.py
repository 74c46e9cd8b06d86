"""The reviewer's brief: what it tells, to whom, and on paper."""

from __future__ import annotations

import datetime as dt
from http import HTTPStatus

from django.utils import timezone

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.roles import Role
from governance.actions.questions import Asking, ask_team
from governance.actions.voting import ProposedCondition
from governance.choices import VoteChoice
from tests.governance.conftest import open_for, vote

PAGE = "/northbank/governance/reviews/R-2/brief/"


def test_the_brief_tells_what_matters_and_of_similar_decisions(
    council, make_case, client_for, member
):
    first = open_for(make_case(title="Claims triage assistant", summary="Sorts claims letters."))
    for person in council.members[:3]:
        vote(first, person, VoteChoice.REJECT)
    case = make_case(title="Claims triage helper", summary="Sorts claims letters by urgency.")
    review = open_for(case)
    ask_team(review, Asking("Who reads the output?"), actor=Actor.member(council.members[0]))
    reader = client_for(council.members[1])
    page = reader.get(PAGE).content.decode()
    assert "This is high risk." in page
    assert "Who reads the output?" in page
    assert "D-1" in page
    assert "rejected" in page
    assert reader.get(f"{PAGE}pdf/").content.startswith(b"%PDF")
    assert client_for(member()).get(PAGE).status_code == HTTPStatus.NOT_FOUND


def test_conditions_of_the_case_stand_on_it(council, make_case, client_for, member):
    case = make_case()
    first = open_for(case)
    condition = ProposedCondition("Label it.", timezone.localdate() + dt.timedelta(days=30))
    for person in council.members[:3]:
        fields = {"rationale": "If it is labelled.", "conditions": (condition,)}
        vote(first, person, VoteChoice.CONDITIONS, **fields)
    open_for(case, "poc")
    staff = client_for(member(Role.COE_STAFF))
    assert "Label it." in staff.get(PAGE).content.decode()
