"""The button of an empty catalogue."""

from __future__ import annotations

import pytest

from coe_portal.accounts.roles import Role
from coe_portal.tenancy.scope import scope
from training.catalogs.starters import starter_courses
from training.models.courses import Course

pytestmark = pytest.mark.django_db

PAGE, BUTTON = "/northbank/training/", "/northbank/training/starters/"


def test_an_author_takes_the_starter_courses(organization, member, client_for):
    client = client_for(member(Role.COE_STAFF))
    assert BUTTON in client.get(PAGE).text

    answer = client.post(BUTTON)

    assert answer.status_code == 302
    assert answer["Location"] == PAGE
    page = client.get(PAGE).text
    assert BUTTON not in page
    assert all(one.title in page for one in starter_courses())


def test_others_see_no_button_and_are_refused(organization, member, client_for):
    client = client_for(member(Role.SUBMITTER))

    assert BUTTON not in client.get(PAGE).text
    assert client.post(BUTTON).status_code == 403
    with scope(organization):
        assert not Course.objects.exists()
