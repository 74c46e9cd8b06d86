"""The sidebar: what a role opens, what a row opens, and what it costs."""

from __future__ import annotations

from functools import partial

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from coe_portal.accounts.roles import Role
from coe_portal.tenancy.scope import scope
from coe_portal.ui.navigation import _statement, sidebar
from governance.actions.boards import Appointing, appoint
from governance.choices import Discipline
from tests.governance.conftest import OPERATOR, new_council
from tests.governance.incident_rooms import reported


@pytest.fixture
def labels(organization):
    def read(person) -> set[str]:
        with scope(organization):
            return {link.label for group in sidebar(person, "") for link in group.links}

    return read


def test_auditors_have_reviews_and_no_docket(member, labels):
    assert {"My docket", "Reviews"} & labels(member(Role.AUDITOR)) == {"Reviews"}
    assert {"My docket", "Reviews"} & labels(member()) == {"My docket"}
    assert {"My docket", "Reviews"} <= labels(member(Role.COE_STAFF))


def test_whoever_sits_on_a_board_sees_its_meetings(organization, member, labels):
    owner, alternate, nobody = (member(Role.MODEL_OWNER) for _one in range(3))
    with scope(organization):
        board = new_council(member).board
        seat = Appointing(Discipline.ETHICS, member_id=owner.pk, alternate_id=alternate.pk)
        appoint(board, seat, actor=OPERATOR)
    assert "Meetings" in labels(owner)
    assert "Meetings" in labels(alternate)
    assert "Meetings" not in labels(nobody)


def test_a_seat_elsewhere_opens_nothing_here(organization, member, other_organization, labels):
    with scope(other_organization):
        new_council(partial(member, organization=other_organization))
    assert "Meetings" not in labels(member())


def test_the_whole_sidebar_is_one_query(organization, member):
    person = member()
    with scope(organization):
        sidebar(person, "")
        with CaptureQueriesContext(connection) as queries:
            sidebar(person, "")
    assert len(queries) == 1


def test_its_numbers_are_those_of_now_though_its_statement_is_kept(
    organization, member, time_machine
):
    """The SQL is written once a minute for a member; what it counts is counted each time."""
    time_machine.move_to("2026-03-04T10:00:00Z", tick=False)
    staff, auditor = member(Role.COE_STAFF), member(Role.AUDITOR)

    def waiting(person) -> int:
        links = [link for group in sidebar(person, "") for link in group.links]
        return next(link.count for link in links if link.icon == "siren")

    with scope(organization):
        assert (waiting(staff), waiting(auditor)) == (0, 0)
        before = _statement.cache_info()
        reported(staff)
        assert (waiting(staff), waiting(auditor)) == (1, 0)
        after = _statement.cache_info()
        time_machine.shift(60)
        assert waiting(staff) == 1
    assert (after.hits - before.hits, after.misses - before.misses) == (2, 0)
    assert _statement.cache_info().misses - after.misses == 1
