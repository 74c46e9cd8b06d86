"""My learning, and the list of enrolments with its filters."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from coe_portal.accounts.actions import create_business_unit
from coe_portal.accounts.actor import Actor
from coe_portal.accounts.roles import Role
from coe_portal.tenancy.scope import scope
from training.actions.enrolment import Enrolling, begin, enrol
from training.actions.sessions import book
from training.choices import EnrollmentSource

SYSTEM = Actor.system("tests")


def url(name, **kwargs):
    return reverse(f"training:{name}", kwargs={"org": "northbank", **kwargs})


def due(days):
    return timezone.localdate() + dt.timedelta(days=days)


def terms(days=30, source=EnrollmentSource.RULE):
    return Enrolling(source=source, due_on=due(days))


def test_my_learning_says_what_is_due_first(organization, course, session, member, client_for):
    owner, person = member(), member()
    with scope(organization):
        late, soon, free = (
            course(owner, title=name, lessons=3) for name in ("Late", "Soon", "Any")
        )
        enrol(free, person, actor=SYSTEM)
        enrol(soon, person, actor=SYSTEM, terms=terms(5))
        begin(enrol(late, person, actor=SYSTEM, terms=terms(-2)), actor=SYSTEM)
        book(session(owner, title="Clinic"), actor=Actor.member(person))

    text = client_for(person).get(url("my_learning")).content.decode()

    assert text.index("Late") < text.index("Soon") < text.index("Any")
    assert "1 course is past its due date." in text
    assert "In progress, 0 of 3 lessons read" in text
    assert "Clinic" in text


def test_nobody_sees_anothers_learning(organization, course, member, client_for):
    with scope(organization):
        enrol(course(member(), title="Secret plan"), member(), actor=SYSTEM)

    browser = client_for(member())

    assert "Secret plan" not in browser.get(url("my_learning")).content.decode()
    assert "No enrolments yet" in browser.get(url("enrollments")).content.decode()


@pytest.fixture
def many(organization, course, member):
    """Two people in two courses: Ada of Cards is overdue, Bob enrolled himself."""
    with scope(organization):
        bank = create_business_unit("Bank", code="bank", actor=SYSTEM)
        cards = create_business_unit("Cards", code="cards", actor=SYSTEM, parent=bank)
    ada, bob, owner = member(name="Ada", business_unit=cards), member(name="Bob"), member()
    with scope(organization):
        first, second = course(owner, title="Basics"), course(owner, title="Advanced")
        enrol(first, ada, actor=SYSTEM, terms=terms(-3))
        enrol(second, bob, actor=Actor.member(bob))
    return {"bank": bank, "first": first, "ada": ada, "bob": bob}


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({}, {"Ada", "Bob"}),
        ({"q": "ada"}, {"Ada"}),
        ({"overdue": "yes"}, {"Ada"}),
        ({"state": "completed"}, set()),
        ({"source": "self"}, {"Bob"}),
        ({"unit": "bank"}, {"Ada"}),
        ({"course": "first"}, {"Ada"}),
    ],
)
def test_filters_stand_in_the_address(many, member, client_for, query, names):
    query = {key: many[value].pk if value in many else value for key, value in query.items()}

    answer = client_for(member(Role.COE_STAFF)).get(url("enrollments"), {**query, "export": "csv"})

    lines = answer.content.decode("utf-8-sig").splitlines()[1:]
    assert {line.split(",")[1] for line in lines} == names


def test_managers_see_their_people(organization, many, member, client_for):
    manager = member()
    many["ada"].manager = manager
    with scope(organization):
        many["ada"].save()

    text = client_for(manager).get(url("enrollments")).content.decode()

    assert "Ada" in text
    assert "Bob" not in text


def test_names_are_no_formulas(organization, course, member, client_for):
    person = member(name="=cmd()")
    with scope(organization):
        enrol(course(member()), person, actor=SYSTEM)

    answer = client_for(member(Role.COE_STAFF)).get(url("enrollments"), {"export": "csv"})

    assert ",'=cmd()," in answer.content.decode("utf-8-sig")


def test_another_organization_sees_none(many, other_organization, member, client_for):
    stranger = client_for(member(Role.COE_STAFF, organization=other_organization))

    text = stranger.get("/mercy/training/enrolments/").content.decode()

    assert "No enrolments yet" in text


@pytest.mark.parametrize("page", ["my_learning", "enrollments"])
def test_pages_cost_the_same_for_one_and_thirty(
    organization, course, member, client_for, django_assert_max_num_queries, page
):
    owner, staff = member(), member(Role.COE_STAFF)
    browser = client_for(staff)

    def add(count):
        for _n in range(count):
            person = member()
            with scope(organization):
                offered = course(owner)
                enrol(offered, person, actor=SYSTEM, terms=terms())
                enrol(offered, staff, actor=SYSTEM, terms=terms())

    add(1)
    browser.get(url(page))
    with django_assert_max_num_queries(17) as few:
        browser.get(url(page))
    add(29)
    with django_assert_max_num_queries(len(few)):
        assert browser.get(url(page)).status_code == 200
