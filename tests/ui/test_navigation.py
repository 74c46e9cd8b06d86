"""The sidebar: what a role opens, what a row opens, and what it costs."""

from __future__ import annotations

from functools import partial

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from coe_portal.accounts.roles import Role
from coe_portal.tenancy.scope import scope
from coe_portal.ui.navigation import sidebar
from governance.actions.boards import Appointing, appoint
from governance.choices import Discipline
from tests.governance.conftest import OPERATOR, new_council


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
