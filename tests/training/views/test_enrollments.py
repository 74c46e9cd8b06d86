"""My learning, and the list of enrolments with its filters."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from coe_portal.accounts.actions import create_business_unit
from coe_portal.accounts.actor import Actor
from coe_portal.accounts.models import Membership
from coe_portal.accounts.roles import Role
from coe_portal.audit.models import AuditEvent
from coe_portal.notifications.models import Notification
from coe_portal.tenancy.scope import scope
from training.actions.enrolment import Enrolling, begin, enrol
from training.actions.sessions import book
from training.choices import EnrollmentSource
from training.models.enrollments import Enrollment, EnrollmentRule

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
    rows = {"unit", "course"}
    query = {key: many[value].pk if key in rows else value for key, value in query.items()}

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


@pytest.fixture
def manager_of_two(organization, member):
    manager, people = member(name="Max"), [member(name="Ann"), member(name="Ben")]
    with scope(organization):
        Membership.objects.filter(pk__in=[one.pk for one in people]).update(manager=manager)
    return manager, people


def test_a_manager_enrols_their_people(organization, course, manager_of_two, member, client_for):
    manager, people = manager_of_two
    with scope(organization):
        offered = course(member(), title="Basics")
        enrol(offered, people[0], actor=SYSTEM)
    browser = client_for(manager)
    data = {"course": offered.pk, "reports": [one.pk for one in people], "due_on": due(30)}

    answer = browser.post(url("enroll_people"), data, follow=True)

    text = answer.content.decode()
    assert "1 person is enrolled. In the course already: 1." in text
    with scope(organization):
        made = Enrollment.objects.get(member=people[1])
    assert (made.enrolled_by_id, made.due_on) == (manager.pk, due(30))


def test_a_manager_enrols_nobody_else(organization, course, manager_of_two, member, client_for):
    manager, _people = manager_of_two
    stranger = member(name="Stranger")
    with scope(organization):
        offered = course(member())
    browser = client_for(manager)

    form = browser.get(url("enroll_people")).content.decode()
    answer = browser.post(
        url("enroll_people"),
        {"course": offered.pk, "reports": [stranger.pk], "emails": stranger.user.email},
    )

    assert "Ann" in form
    assert "Stranger" not in form
    assert answer.status_code == 422
    assert client_for(stranger).get(url("enroll_people")).status_code == 404


def test_staff_enrol_by_address_and_unit(organization, many, member, client_for):
    bob = many["bob"]
    data = {
        "course": many["first"].pk,
        "emails": f"{bob.user.email.upper()}\n",
        "unit": many["bank"].pk,
    }

    client_for(member(Role.COE_STAFF)).post(url("enroll_people"), data)

    with scope(organization):
        rows = Enrollment.objects.filter(course=many["first"])
        assert sorted(str(one.member) for one in rows) == ["Ada", "Bob"]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({}, "Choose somebody."),
        ({"emails": "nobody@example.com"}, "nobody@example.com"),
        ({"due_on": "2020-01-01"}, "in the past"),
    ],
)
def test_wrong_choices_are_refused(organization, course, member, client_for, data, message):
    with scope(organization):
        offered = course(member())

    answer = client_for(member(Role.COE_STAFF)).post(
        url("enroll_people"), {"course": offered.pk, **data}
    )

    assert answer.status_code == 422
    assert message in answer.content.decode()


def test_a_rule_is_made_looked_at_and_switched_on(
    organization, course, member, client_for, django_capture_on_commit_callbacks
):
    member(Role.REVIEWER, name="Rita Reviewer")
    with scope(organization):
        offered = course(member(), title="Votes")
    browser = client_for(member(Role.COE_STAFF))
    form = browser.get(url("rule_new")).content.decode()
    data = {"who": "role=reviewer", "course": offered.pk, "days_to_complete": "14"}

    preview = browser.post(url("rule_new"), data, follow=True)
    place = preview.redirect_chain[-1][0]
    with django_capture_on_commit_callbacks(execute=True):
        browser.post(f"{place}on/")
    after = browser.get(place).content.decode()

    assert '<optgroup label="Holds a seat on a board">' in form
    assert "Enrols 1 person now" in preview.content.decode()
    assert "Rita Reviewer" in preview.content.decode()
    assert "Enrols 0 people now" in after
    assert "Role: Reviewer" in browser.get(url("rules")).content.decode()
    browser.post(f"{place}off/")
    with scope(organization):
        assert not EnrollmentRule.objects.get().is_active
        assert Enrollment.objects.get().due_on == due(14)


def test_rules_are_for_staff(member, client_for):
    browser = client_for(member(Role.EXECUTIVE))

    assert browser.get(url("rules")).status_code == 403
    assert browser.post(url("rule_new"), {}).status_code == 403


def test_a_manager_moves_a_due_date_and_the_learner_reads_why(
    organization, course, member, client_for
):
    manager, learner = member(name="Max"), member(name="Ada")
    day = timezone.localdate() + dt.timedelta(days=20)
    with scope(organization):
        Membership.objects.filter(pk=learner.pk).update(manager=manager)
        enrollment = enrol(course(manager), learner, actor=Actor.system("tests"))
    page = reverse("training:enrollment", kwargs={"org": "northbank", "reference": "E-1"})
    browser = client_for(manager)
    assert f"{page}due/" in browser.get(page).content.decode()
    assert browser.post(f"{page}due/", {"due_on": day}).status_code == 422
    browser.post(f"{page}due/", {"due_on": day, "reason": "You were ill."})
    with scope(organization):
        enrollment.refresh_from_db()
        told = Notification.objects.of(learner).first()
        event = AuditEvent.objects.about(enrollment).order_by("sequence").last()
    assert enrollment.due_on == day
    assert "You were ill." in told.text
    assert event.reason == "You were ill."
    assert f"{page}due/" not in client_for(learner).get(page).content.decode()
    assert client_for(learner).get(f"{page}due/").status_code == 403
    assert client_for(member()).get(f"{page}due/").status_code == 404
