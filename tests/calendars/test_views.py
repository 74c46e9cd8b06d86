"""The address is shown once, works signed out, and ends with the feed or the membership."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags
from icalendar import Calendar

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.limits import CALENDAR_LINKS
from coe_portal.accounts.roles import Role
from coe_portal.calendars.actions import make_feed
from coe_portal.calendars.models import CalendarFeed
from coe_portal.tenancy.scope import scope


def url(name, org="northbank", **kwargs):
    return reverse(f"calendars:{name}", kwargs={"org": org, **kwargs})


@pytest.fixture
def person(member):
    return member(name="Ada Moreau")


@pytest.fixture
def secret(organization, person):
    with scope(organization):
        return make_feed(actor=Actor.member(person))[1]


def read(secret, org="northbank"):
    return Client().get(url("read", org, secret=secret))


def test_the_address_is_shown_once_and_works_signed_out(person, client_for):
    browser = client_for(person)

    made = browser.post(url("feed"))
    (address,) = re.findall(r'<code class="secret">([^<]+)</code>', made.content.decode())
    answer = Client().get(re.sub(r"^https?://[^/]+", "", address))

    assert made.headers["Cache-Control"] == "no-store"
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    assert Calendar.from_ical(answer.content)["X-WR-CALNAME"] == "Northbank: AI portal"
    again = browser.get(url("feed")).content.decode()
    assert address not in again
    assert "last read just now" in strip_tags(again)


def test_replaced_and_revoked_addresses_show_nothing(person, secret, client_for):
    browser = client_for(person)
    browser.post(url("feed"))
    assert read(secret).status_code == 404

    browser.post(url("revoke"))

    assert "Make an address" in browser.get(url("card")).content.decode()
    assert browser.post(url("revoke")).status_code == 409


def test_the_card_offers_what_can_be_done(person, client_for):
    browser = client_for(person)
    before = browser.get(url("card")).content.decode()
    browser.post(url("feed"))
    after = browser.get(url("card")).content.decode()

    assert ("Make an address" in before, "Revoke" in before) == (True, False)
    assert ("Make an address" in after, "Revoke" in after) == (False, True)
    assert "not read yet" in after


@pytest.mark.parametrize(
    "change",
    [
        {"is_active": False},
        {"ends_on": dt.date(2020, 1, 1)},
    ],
)
def test_an_ended_membership_ends_the_feed(organization, person, secret, change):
    assert read(secret).status_code == 200
    with scope(organization):
        type(person).objects.filter(pk=person.pk).update(**change)
    assert read(secret).status_code == 404


def test_a_user_who_is_switched_off_has_no_feed(person, secret):
    person.user.is_active = False
    person.user.save()
    assert read(secret).status_code == 404


def test_another_organization_and_a_missing_one_do_not_know_it(secret, other_organization):
    asked = [("mercy", secret), ("nowhere", secret), ("northbank", "guess")]
    answers = {org: read(key, org) for org, key in asked}
    assert {answer.status_code for answer in answers.values()} == {404}
    # Random words and the question itself aside, nothing tells one from the other.
    assert len({_said(answers[org], org, key) for org, key in asked}) == 1


def _said(answer, *asked):
    text = re.sub(r"[A-Za-z0-9]{64}", "*", strip_tags(answer.content.decode()))
    for word in asked:
        text = text.replace(word, "*")
    return text


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_nothing_but_reading(secret, method):
    assert getattr(Client(), method)(url("read", secret=secret)).status_code == 405
    assert getattr(Client(), method)(url("read", secret="guess")).status_code == 404


def test_too_many_wrong_guesses_close_the_door_for_a_while(secret):
    for _n in range(CALENDAR_LINKS.most):
        assert read("guess").status_code == 404
    assert read(secret).status_code == 404
    cache.clear()
    assert read(secret).status_code == 200


def test_the_time_of_reading_is_written_now_and_then_only(organization, secret):
    read(secret)
    with scope(organization):
        feed = CalendarFeed.objects.get()
    read(secret)
    with scope(organization):
        assert CalendarFeed.objects.get().last_read_at == feed.last_read_at
        CalendarFeed.objects.update(last_read_at=timezone.now() - dt.timedelta(hours=1))
    read(secret)
    with scope(organization):
        assert timezone.now() - CalendarFeed.objects.get().last_read_at < dt.timedelta(minutes=1)


def test_auditors_see_no_card(member, client_for):
    auditor = client_for(member(Role.AUDITOR))
    assert auditor.get(url("card")).status_code == 403
    assert auditor.post(url("feed")).status_code == 403
