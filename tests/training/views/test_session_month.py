"""The month of sessions: by the reader's clock, one's own places marked, at a fixed cost."""

from __future__ import annotations

import datetime as dt
import re

import pytest
import time_machine
from django.urls import reverse
from django.utils.html import strip_tags

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.roles import Role
from coe_portal.tenancy.scope import scope
from training.actions.sessions import book, cancel_session
from training.queries import sessions as read

NOON = dt.datetime(2026, 11, 10, 12, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def in_november():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def month(client_for):
    """`month(person, "2026-12")`: the page."""

    def get(person, text="", org="northbank"):
        path = reverse("training:session_month", kwargs={"org": org})
        return client_for(person).get(path, {"month": text}).content.decode()

    return get


def days_of(page):
    """Date → what stands on that day, without blanks."""
    cells = page.split('<li class="month-day')[1:]
    dates = [re.search(r'datetime="([^"]+)"', cell)[1] for cell in cells]
    return dict(zip(dates, map(words, cells), strict=True))


def words(markup):
    return " ".join(strip_tags(f"<i {markup}").split())


def test_own_places_and_what_is_called_off_are_marked(organization, session, member, month):
    person, host = member(), member()
    with scope(organization):
        actor = Actor.member(person)
        book(session(host, title="Prompt clinic", in_days=2, seats=1), actor=actor)
        full = session(host, title="Office hours", in_days=3, seats=1)
        book(full, actor=Actor.member(host))
        book(full, actor=actor)
        off = session(host, title="Town hall", in_days=4)
        cancel_session(off, "No room.", actor=Actor.system("tests"))
        session(host, title="Open to all", in_days=5)

    days = days_of(month(person))

    assert days["2026-11-10"] == "Tue 10 November Today"
    assert days["2026-11-12"] == "Thu 12 November 12:00 Prompt clinic Has a seat"
    assert days["2026-11-13"] == "Fri 13 November 12:00 Office hours Waiting"
    assert days["2026-11-14"] == "Sat 14 November 12:00 Town hall Called off"
    assert days["2026-11-15"] == "Sun 15 November 12:00 Open to all"


def test_a_day_is_the_readers_day(organization, session, member, month):
    person = member()
    person.user.timezone = "Pacific/Auckland"
    person.user.save()
    with scope(organization):
        session(member(), title="Late", in_days=0.4)  # 21:36 UTC

    assert "Late" in days_of(month(person))["2026-11-11"]


def test_the_hour_stands_on_the_first_day_only(organization, session, member, month):
    ends_at = NOON + dt.timedelta(days=2)
    with scope(organization):
        session(member(), title="Off-site", in_days=1, ends_at=ends_at)

    days = days_of(month(member()))

    assert days["2026-11-11"] == "Wed 11 November 12:00 Off-site"
    assert days["2026-11-12"] == "Thu 12 November … Off-site"


@pytest.mark.parametrize(
    ("text", "heading"),
    [
        ("2026-12", "December 2026"),
        ("", "November 2026"),
        ("2026-13", "November 2026"),
        ("'; --", "November 2026"),
    ],
)
def test_another_month_is_chosen_in_the_address(member, month, text, heading):
    page = month(member(), text)

    assert f'<h2 id="month-name">{heading}</h2>' in page
    assert "Nothing is planned in this month" in page


def test_the_neighbours_are_a_step_away(member, month):
    page = month(member(), "2026-12")

    links = page.partition('aria-label="Months"')[2].partition("</nav>")[0]
    assert re.findall('href="([^"]+)"', links) == ["?month=2026-11", "?", "?month=2027-01"]


def test_more_than_fits_is_folded_or_said(organization, session, member, month, monkeypatch):
    monkeypatch.setattr(read, "MOST_SESSIONS", 6)
    host = member()
    with scope(organization):
        for number in range(6):
            session(host, title=f"Number {number}", in_days=1)
    page = month(host)
    assert "<summary>2 more</summary>" in page
    assert "more sessions in this month than fit" not in page

    with scope(organization):
        session(host, title="One too many", in_days=1)

    assert "more sessions in this month than fit" in month(host)


def test_another_organization_sees_its_own(
    organization, other_organization, session, member, month
):
    with scope(organization):
        session(member(), title="Prompt clinic", in_days=1)
    stranger = member(Role.COE_STAFF, organization=other_organization)

    assert "Prompt clinic" not in month(stranger, org="mercy")


def test_the_month_costs_the_same_for_one_and_thirty(
    organization, session, member, client_for, django_assert_max_num_queries
):
    person = member()
    browser, path = client_for(person), reverse("training:session_month", args=["northbank"])
    browser.get(path)
    with django_assert_max_num_queries(15) as few:
        browser.get(path)
    host = member()
    with scope(organization):
        for number in range(30):
            session(host, title=f"Another {number}", in_days=number % 9)
    with django_assert_max_num_queries(len(few)):
        text = browser.get(path).content.decode()
    assert text.count("Another") == 30
