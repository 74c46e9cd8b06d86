"""Lists of people who lack something lead to the form that enrols them, filled in."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.urls import reverse

from coe_portal.accounts.actions import create_business_unit
from coe_portal.accounts.actor import Actor
from coe_portal.accounts.models import Membership
from coe_portal.accounts.roles import Role
from coe_portal.tenancy.scope import scope
from tests.training.conftest import certify
from training.actions.skill_catalogue import give_job_role, install_standard_set
from training.models.enrollments import Enrollment
from training.models.skills import CourseSkill, JobRole, Skill
from training.views import enrollments

OPERATOR = Actor.system("tests")


def url(name, **kwargs):
    return reverse(f"training:{name}", kwargs={"org": "northbank", **kwargs})


def emails_in(text):
    return sorted(
        re.findall(r"[\w.-]+@[\w.-]+", re.search(r"<textarea.*?</textarea>", text, re.DOTALL)[0])
    )


@pytest.fixture
def bank(organization, course, member):
    """Ada of Cards holds a lapsed certificate, Bob of Cards a valid one, Cem and the owner none."""
    with scope(organization):
        cards = create_business_unit("Cards", code="cards", actor=OPERATOR)
    ada, bob = member(name="Ada", business_unit=cards), member(name="Bob", business_unit=cards)
    cem, owner = member(name="Cem"), member(name="Owner")
    with scope(organization):
        basics = course(owner, title="AI basics", counts_as_literacy=True)
        certify(ada, basics, lapses_in=dt.timedelta(days=-1))
        certify(bob, basics, lapses_in=dt.timedelta(days=30))
    return {"cards": cards, "basics": basics, "ada": ada, "bob": bob, "cem": cem}


def link_to_enrol(text):
    return re.search(r'href="([^"]*/enrolments/new/\?[^"]*)"', text)[1].replace("&amp;", "&")


def test_who_lacks_literacy_is_enrolled_from_the_list(organization, bank, member, client_for):
    staff = client_for(member(Role.COE_STAFF))

    listed = staff.get(url("without_literacy"), {"unit": bank["cards"].pk}).content.decode()
    form = staff.get(link_to_enrol(listed)).content.decode()
    data = {"course": bank["basics"].pk, "emails": "\n".join(emails_in(form))}
    staff.post(url("enroll_people"), data)

    assert emails_in(form) == [bank["ada"].user.email]
    assert f'value="{bank["basics"].pk}" selected' in form
    assert "1 of 1 people are filled in." in form
    with scope(organization):
        assert [str(one.member) for one in Enrollment.objects.all()] == ["Ada"]


def test_a_manager_is_offered_their_own_people_only(organization, bank, member, client_for):
    manager = member(name="Max")
    with scope(organization):
        people = [bank["ada"].pk, bank["bob"].pk]
        Membership.objects.filter(pk__in=people).update(manager=manager)
    browser = client_for(manager)

    form = browser.get(link_to_enrol(browser.get(url("without_literacy")).content.decode()))

    ticked = re.findall(r'name="reports" value="(\d+)"[^>]*checked', form.content.decode())
    assert ticked == [str(bank["ada"].pk)]
    assert "Cem" not in form.content.decode()


def test_who_may_enrol_nobody_gets_no_link(bank, member, client_for):
    executive = client_for(member(Role.EXECUTIVE))

    assert "enrolments/new/" not in executive.get(url("without_literacy")).content.decode()


def test_a_gap_leads_to_its_people_in_its_course(organization, bank, member, client_for):
    with scope(organization):
        install_standard_set(actor=OPERATOR)
        role = JobRole.objects.get(code="data-scientist")
        for person in (bank["ada"], bank["cem"]):
            give_job_role(role, person, actor=OPERATOR)
        skill = Skill.objects.get(code="statistics")
        CourseSkill.objects.create(course=bank["basics"], skill=skill, level=3)
    staff = client_for(member(Role.COE_STAFF))

    everybody = staff.get(url("gaps"), {"area": "analysis"}).content.decode()
    of_unit = staff.get(
        url("gaps"), {"area": "analysis", "unit": bank["cards"].pk}
    ).content.decode()

    both = [bank["ada"].user.email, bank["cem"].user.email]
    assert emails_in(staff.get(link_to_enrol(everybody)).content.decode()) == sorted(both)
    assert emails_in(staff.get(link_to_enrol(of_unit)).content.decode()) == both[:1]
    assert f"below=statistics&amp;unit={bank['cards'].pk}" in of_unit


@pytest.mark.parametrize(
    "query", [{}, {"for": "everything"}, {"below": "no-such-skill"}, {"below": ""}, {"unit": "1"}]
)
def test_other_queries_propose_nobody(bank, member, client_for, query):
    form = client_for(member(Role.COE_STAFF)).get(url("enroll_people"), query).content.decode()

    assert emails_in(form) == []
    assert "filled in" not in form


def test_no_more_are_filled_in_than_a_form_holds(bank, member, client_for, monkeypatch):
    monkeypatch.setattr(enrollments, "MOST_PROPOSED", 2)

    form = client_for(member(Role.COE_STAFF)).get(url("enroll_people"), {"for": "literacy"})

    assert len(emails_in(form.content.decode())) == 2
    assert "2 of 4 people are filled in." in form.content.decode()


def test_another_organization_is_offered_its_own(bank, member, other_organization, client_for):
    theirs = member(Role.COE_STAFF, organization=other_organization)

    form = client_for(theirs).get("/mercy/training/enrolments/new/", {"for": "literacy"})

    assert emails_in(form.content.decode()) == [theirs.user.email]
