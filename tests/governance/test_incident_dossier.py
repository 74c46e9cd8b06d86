"""The case file tells of incidents once they were judged, and never who reported them."""

from __future__ import annotations

import json

import pytest
from django.template.loader import render_to_string

from coe_portal.accounts.roles import Role
from coe_portal.audit.subjects import find_subject
from governance.dossier.incidents import incidents_section
from tests.governance.conftest import new_case
from tests.governance.incident_rooms import reported, resolved, reviewed, start_deadline, triaged

pytestmark = pytest.mark.usefixtures("in_scope")


@pytest.fixture
def staff(member):
    return member(Role.COE_STAFF)


@pytest.fixture
def case(member):
    return new_case(member(name="Olive Owner"))


def test_a_case_without_judged_incidents_has_no_such_chapter(case, member):
    reported(member(), about=case.reference)
    assert incidents_section(case) is None


def test_the_chapter_holds_deadlines_and_lessons_but_no_reporter(case, member, staff):
    incident = reported(member(name="Rita Reporter"))
    resolved(incident, staff)
    triaged(incident, staff, use_case=case)
    start_deadline(incident, staff)
    reviewed(incident, staff)
    chapter = incidents_section(case)
    (data,) = chapter.data
    assert (data["incident"], data["root_cause"]) == ("INC-1", "No check of the address.")
    assert data["deadlines"][0]["basis"].startswith("Art. 33(1)")
    page = render_to_string(chapter.template, chapter.context)
    assert "No check of the address." in page
    told = json.dumps(chapter.data) + page
    assert "Rita" not in told
    assert "It named their illness" not in told


def test_the_trail_finds_an_incident_for_insiders(case, member, staff):
    reporter = member()
    incident = reported(reporter)
    assert find_subject("INC-1", staff) == incident
    assert find_subject("INC-1", reporter) is None
    triaged(incident, staff, use_case=case)
    assert find_subject("INC-1", case.owner) == incident
