"""Docket, lists, decisions, boards, matrix and fragments in the browser."""

from __future__ import annotations

import datetime as dt
from http import HTTPStatus

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.roles import Role
from governance.actions.conditions import offer_evidence
from governance.actions.voting import ProposedCondition
from governance.choices import ConditionState, Path, VoteChoice
from governance.logic.paths import GATES, REVIEWED_TIERS
from governance.models.boards import Board, PathMatrix, Seat
from governance.models.decisions import Condition
from intake.choices import AssignmentKind
from intake.models.use_cases import Assignment
from tests.governance.conftest import open_for, vote

GOVERNANCE = "/northbank/governance/"
YES = VoteChoice.APPROVE


def queries(client, address: str) -> int:
    """How many queries the page costs, once everything that is kept is warm."""
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as captured:
        answer = client.get(address)
    assert answer.status_code == HTTPStatus.OK
    return len(captured)


def many_reviews(council, make_case, owner, number: int) -> None:
    for count in range(number):
        review = open_for(make_case(owner=owner, title=f"Case {count}"))
        if count % 2:
            vote(review, council.members[1], YES)


def many_decisions(make_case, owner, number: int) -> None:
    for count in range(number):
        open_for(make_case(owner=owner, tier="low", title=f"Low case {count}"))


@pytest.fixture
def condition(review, council) -> Condition:
    due = timezone.localdate() + dt.timedelta(days=30)
    asked = (ProposedCondition("Close the bias finding", due),)
    for person in council.members[:2]:
        vote(review, person, YES)
    vote(review, council.members[2], VoteChoice.CONDITIONS, rationale="Only so.", conditions=asked)
    return Condition.objects.get()


# The docket


def test_the_docket_shows_what_is_owed_and_what_is_voted(council, make_case, client_for, member):
    many_reviews(council, make_case, member(), 2)
    first = client_for(council.members[1]).get(GOVERNANCE).content.decode()
    assert first.index("My vote is missing") < first.index("Case 0")
    assert first.index("Voted, still open") < first.index("Case 1")


def test_an_empty_docket_says_so(in_scope, member, client_for):
    assert "Nothing waits for you" in client_for(member()).get(GOVERNANCE).content.decode()


def test_the_docket_is_ones_own(review, member, client_for):
    assert "Underwriting" not in client_for(member(Role.REVIEWER)).get(GOVERNANCE).content.decode()


def test_the_docket_costs_the_same_with_1_and_30_reviews(council, make_case, member, client_for):
    owner, client = member(), client_for(council.members[0])
    many_reviews(council, make_case, owner, 1)
    few = queries(client, GOVERNANCE)
    many_reviews(council, make_case, owner, 29)
    assert queries(client, GOVERNANCE) == few <= 16


def test_conditions_stand_in_the_docket_of_who_meets_and_who_checks(condition, member, client_for):
    owner = condition.owner
    assert "Conditions for me to meet" in client_for(owner).get(GOVERNANCE).content.decode()
    offer_evidence(condition, "Report.", actor=Actor.member(owner))
    staff = client_for(member(Role.COE_STAFF)).get(GOVERNANCE).content.decode()
    assert "Evidence to check" in staff


# Lists


def test_decisions_cost_the_same_with_1_and_30(council, make_case, member, client_for):
    owner, client = member(), client_for(council.members[0])
    many_decisions(make_case, owner, 1)
    few = queries(client, GOVERNANCE + "decisions/")
    many_decisions(make_case, owner, 29)
    assert queries(client, GOVERNANCE + "decisions/") == few <= 12


def test_reviews_cost_the_same_with_1_and_30(council, make_case, member, client_for):
    owner, client = member(), client_for(council.members[0])
    many_reviews(council, make_case, owner, 1)
    few = queries(client, GOVERNANCE + "reviews/")
    many_reviews(council, make_case, owner, 29)
    assert queries(client, GOVERNANCE + "reviews/") == few <= 12


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"D-1", "D-2"}),
        ("?outcome=stopped", {"D-2"}),
        ("?tier=low", {"D-1"}),
        ("?q=minutes", {"D-1"}),
        ("?q=summarise+meetings", {"D-1"}),
        ("?q=D-2", {"D-2"}),
        ("?q=nothing+like+it", set()),
    ],
)
def test_decisions_are_found_as_precedents(council, make_case, member, client_for, query, found):
    open_for(make_case(tier="low", title="Meeting minutes", summary="Summarises meetings."))
    open_for(make_case(tier="prohibited", title="Emotion scoring"))
    page = client_for(member()).get(GOVERNANCE + "decisions/" + query).content.decode()
    assert {name for name in ("D-1", "D-2") if f">{name}</a>" in page} == found


def test_decisions_are_exported(council, make_case, member, client_for):
    open_for(make_case(tier="low", title="=1+1"))
    answer = client_for(member()).get(GOVERNANCE + "decisions/?export=csv")
    text = b"".join(answer.streaming_content if answer.streaming else [answer.content]).decode()
    assert "D-1" in text
    assert ",=1+1" not in text


def test_submitters_see_no_list_of_reviews(review, member, client_for):
    answer = client_for(member()).get(GOVERNANCE + "reviews/")
    assert answer.status_code == HTTPStatus.FORBIDDEN


# One decision


def test_a_decision_says_why(condition, member, client_for):
    page = client_for(member(Role.EXECUTIVE)).get(GOVERNANCE + "decisions/D-1/").content.decode()
    assert "Majority rule: 3 for, 0 against." in page
    assert "Legal and compliance: Only so." in page
    assert "Close the bias finding" in page


def test_votes_are_for_those_who_may_see_the_review(condition, member, client_for):
    address = GOVERNANCE + "decisions/D-1/"
    assert "Voter 0" not in client_for(member()).get(address).content.decode()
    assert "Voter 0" in client_for(member(Role.AUDITOR)).get(address).content.decode()


def test_a_stopped_case_names_the_article(council, make_case, member, client_for):
    open_for(make_case(tier="prohibited"))
    page = client_for(member()).get(GOVERNANCE + "decisions/D-1/").content.decode()
    assert "Art. 5(1)(a)" in page


def test_evidence_is_offered_and_accepted_on_the_page(condition, member, client_for):
    place = GOVERNANCE + "decisions/D-1/conditions/1/"
    owner = client_for(condition.owner)
    assert "Offer evidence" in owner.get(place + "evidence/").content.decode()
    owner.post(place + "evidence/", {"note": "Report of 3 March."})
    staff = client_for(member(Role.COE_STAFF))
    assert "Report of 3 March." in staff.get(GOVERNANCE + "decisions/D-1/").content.decode()
    staff.post(place + "confirm/")
    condition.refresh_from_db()
    assert condition.state == ConditionState.MET


def test_evidence_is_sent_back_on_the_page(condition, member, client_for):
    place = GOVERNANCE + "decisions/D-1/conditions/1/"
    client_for(condition.owner).post(place + "evidence/", {"note": "Report."})
    staff = client_for(member(Role.COE_STAFF))
    answer = staff.post(place + "return/", {"reason": ""})
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    staff.post(place + "return/", {"reason": "Page 4 is missing."})
    condition.refresh_from_db()
    assert condition.state == ConditionState.OPEN


# Boards and the matrix


def test_everybody_reads_the_rules(council, member, client_for):
    client = client_for(member())
    assert "AI Council" in client.get(GOVERNANCE + "boards/").content.decode()
    assert "Voter 0" in client.get(GOVERNANCE + "boards/B-1/").content.decode()
    assert "Full board" in client.get(GOVERNANCE + "matrix/").content.decode()


@pytest.mark.parametrize("page", ["boards/new/", "boards/B-1/edit/", "matrix/edit/"])
def test_only_staff_change_them(council, member, client_for, page):
    assert client_for(member()).get(GOVERNANCE + page).status_code == HTTPStatus.FORBIDDEN


def test_staff_found_a_board_and_fill_a_seat(council, member, client_for):
    client = client_for(member(Role.COE_STAFF))
    fields = {
        "name": "Model Risk Board",
        "majority": "unanimous",
        "quorum": 2,
        "ballot": "secret",
        "required_disciplines": ["legal", "security"],
        "days_to_decide": 10,
        "valid_months": 6,
        "is_active": "on",
    }
    client.post(GOVERNANCE + "boards/new/", fields)
    board = Board.objects.get(name="Model Risk Board")
    assert board.required_disciplines == ["legal", "security"]
    person = member(name="Nina New")
    seat = {"weight": 2, "discipline": "legal", "member": person.pk, "starts_on": "2026-01-01"}
    client.post(f"{GOVERNANCE}boards/{board.reference}/seats/new/", seat)
    assert board.seats.get().member == person


def test_a_term_is_ended_on_the_page(council, member, client_for):
    seat = Seat.objects.filter(board=council.board).first()
    client = client_for(member(Role.COE_STAFF))
    address = f"{GOVERNANCE}boards/B-1/seats/{seat.pk}/end/"
    assert str(seat.member) in client.get(address).content.decode()
    client.post(address, {"ends_on": timezone.localdate().isoformat()})
    seat.refresh_from_db()
    assert seat.ends_on == timezone.localdate()


def matrix_fields(**changes) -> dict[str, str]:
    fields = {}
    for tier in REVIEWED_TIERS:
        for gate in GATES:
            fields[f"{tier}.{gate}"] = "board" if tier == "high" else "light"
            fields[f"{tier}.{gate}.days"] = "7"
            fields[f"{tier}.{gate}.board"] = ""
    return fields | changes


def test_staff_publish_a_matrix(council, member, client_for):
    client = client_for(member(Role.COE_STAFF))
    assert client.get(GOVERNANCE + "matrix/edit/").status_code == HTTPStatus.OK
    answer = client.post(GOVERNANCE + "matrix/edit/", matrix_fields())
    assert answer.status_code == HTTPStatus.FOUND
    cell = PathMatrix.objects.in_force().matrix["low"]["poc"]
    assert (cell.path, cell.days) == (Path.LIGHT, 7)


def test_a_matrix_that_must_not_be_is_refused_at_its_cell(council, member, client_for):
    client = client_for(member(Role.COE_STAFF))
    fields = matrix_fields(**{"high.pilot": "self_service"})
    answer = client.post(GOVERNANCE + "matrix/edit/", fields)
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "High risk cannot decide itself." in answer.content.decode()
    assert PathMatrix.objects.in_force().version == 1


# What other pages show


def test_the_case_tab_shows_decision_and_the_next_gate(council, make_case, client_for):
    use_case = make_case(tier="low")
    open_for(use_case)
    client = client_for(use_case.owner)
    tab = client.get(GOVERNANCE + "cases/UC-1/decisions/").content.decode()
    assert "D-1: Into discovery" in tab
    assert "Next: into proof of concept" in tab
    assert "Business sponsor" in tab
    assert "Ask for this gate" not in tab


def test_the_owner_asks_for_the_next_gate(council, make_case, client_for):
    use_case = make_case(tier="low")
    open_for(use_case)
    for person, kind in zip(council.members, AssignmentKind, strict=False):
        Assignment.objects.create(use_case=use_case, kind=kind, member=person)
    client = client_for(use_case.owner)
    assert "Ask for this gate" in client.get(GOVERNANCE + "cases/UC-1/decisions/").content.decode()
    client.post(GOVERNANCE + "cases/UC-1/next-gate/")
    use_case.refresh_from_db()
    assert use_case.stage == "poc"


def test_a_stranger_does_not_ask(council, make_case, member, client_for):
    open_for(make_case(tier="low"))
    answer = client_for(member()).post(GOVERNANCE + "cases/UC-1/next-gate/")
    assert answer.status_code == HTTPStatus.FORBIDDEN


@pytest.mark.parametrize(
    ("tier", "says"),
    [
        ("low", "Decided at once"),
        ("medium", "up to 5 working days"),
        ("high", "up to 15 working days"),
        ("prohibited", "Stopped at once"),
    ],
)
def test_the_wizard_promises_path_and_time(council, member, client_for, tier, says):
    address = f"{GOVERNANCE}path-preview/?tier={tier}&gate=discovery"
    assert says in client_for(member()).get(address).content.decode()


def test_an_unknown_tier_has_no_path(council, member, client_for):
    answer = client_for(member()).get(GOVERNANCE + "path-preview/?tier=unknown")
    assert answer.status_code == HTTPStatus.NOT_FOUND


# Another organization


@pytest.mark.parametrize(
    "page",
    [
        "reviews/R-1/",
        "decisions/D-1/",
        "decisions/D-1/conditions/1/evidence/",
        "boards/B-1/",
        "cases/UC-1/decisions/",
    ],
)
def test_nothing_of_another_organization_is_found(
    condition, other_organization, member, client_for, page
):
    stranger = client_for(member(Role.COE_STAFF, Role.ORG_ADMIN, organization=other_organization))
    answer = stranger.get(f"/mercy/governance/{page}")
    assert answer.status_code == HTTPStatus.NOT_FOUND
    assert b"Underwriting" not in answer.content
    assert stranger.get(GOVERNANCE + page).status_code == HTTPStatus.NOT_FOUND


def test_lists_of_another_organization_are_empty(condition, other_organization, member, client_for):
    stranger = client_for(member(Role.COE_STAFF, organization=other_organization))
    for page in ("", "reviews/", "decisions/", "boards/"):
        answer = stranger.get(f"/mercy/governance/{page}")
        assert b"Underwriting" not in answer.content
        assert b"AI Council" not in answer.content
