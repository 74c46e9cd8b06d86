"""Two do the same at the same moment: the second is told so, in words."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from django.db import IntegrityError, connection

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.roles import Role
from coe_portal.errors import StaleState
from coe_portal.tenancy.collisions import collision_of, told_collisions
from coe_portal.tenancy.scope import scope
from coe_portal.tenancy.turns import take_turn
from training.actions.authoring import CourseTerms, create_course
from training.models.courses import Course

TITLE = "Safe prompts"


@pytest.fixture
def author(member):
    return member(Role.COE_STAFF)


# Of this database: other processes run their own tests in the same cluster.
WAITING = """
    SELECT count(*) FROM pg_locks WHERE NOT granted
    AND pid IN (SELECT pid FROM pg_stat_activity WHERE datname = current_database())
"""


def while_another_creates_it(organization, author, send):
    """What `send()` gives when it comes between the asking and the commit of somebody else."""
    asked, sending = Event(), Event()

    def first() -> None:
        with scope(organization):
            create_course(CourseTerms(TITLE), actor=Actor.member(author))
            asked.set()
            sending.wait(timeout=30)
        connection.close()

    def second():
        asked.wait(timeout=30)
        sending_soon = pool.submit(wait_for_a_lock, sending)
        try:
            return send()
        finally:
            sending_soon.result(timeout=30)
            connection.close()

    with ThreadPoolExecutor(max_workers=3) as pool:
        done = pool.submit(first)
        answer = pool.submit(second).result(timeout=60)
        done.result(timeout=60)
    return answer


def wait_for_a_lock(sending: Event) -> None:
    """Let the first one commit once the other waits for it."""
    with connection.cursor() as cursor:
        for _try in range(300):
            cursor.execute(WAITING)
            if cursor.fetchone()[0]:
                break
            cursor.execute("SELECT pg_sleep(0.05)")
    sending.set()
    connection.close()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_the_api_answers_409(organization, author, api_client):
    client = api_client(author)
    body = {"title": TITLE, "audience": "literacy"}
    address = "/northbank/api/v1/courses/"
    answer = while_another_creates_it(
        organization, author, lambda: client.post(address, body, format="json")
    )
    assert (answer.status_code, answer.json()["code"]) == (409, "collision")
    with scope(organization):
        assert Course.objects.filter(title=TITLE).count() == 1


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_the_page_shows_the_form_again(organization, author, client_for):
    client = client_for(author)
    data = {"title": TITLE, "audience": "literacy", "valid_months": 12}
    address = "/northbank/training/author/new/"
    answer = while_another_creates_it(organization, author, lambda: client.post(address, data))
    assert answer.status_code == 422
    assert "at the same moment" in answer.content.decode()


def test_other_errors_of_the_database_stay_errors(in_scope):
    assert collision_of(IntegrityError("of our own")) is None
    assert collision_of(ValueError("no")) is None
    with pytest.raises(IntegrityError), told_collisions():
        raise IntegrityError("of our own")


def test_what_is_unique_in_the_database_is_a_collision(in_scope, author):
    create_course(CourseTerms(TITLE), actor=Actor.member(author))
    course = Course.objects.get()
    course.pk, course._state.adding, course.number = None, True, 99
    with pytest.raises(StaleState), told_collisions():
        course.save()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_turns_are_taken_one_after_the_other_in_each_organization(organization, other_organization):
    holds, order = Event(), []

    def wait_in(place) -> None:
        holds.wait(timeout=30)
        with scope(place):
            take_turn("tests")
            order.append(place.slug)
        connection.close()

    with ThreadPoolExecutor(max_workers=2) as pool:
        with scope(organization):
            take_turn("tests")
            holds.set()
            here, there = (
                pool.submit(wait_in, organization),
                pool.submit(wait_in, other_organization),
            )
            there.result(timeout=30)
            order.append("first")
        here.result(timeout=30)
    assert order == ["mercy", "first", "northbank"]
