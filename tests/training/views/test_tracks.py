"""A track from nothing to the catalogue, through the pages of authors."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.roles import Role
from coe_portal.tenancy.scope import scope
from training.actions import tracks
from training.actions.tracks import TrackTerms
from training.models.courses import Track


def url(name, **kwargs):
    return reverse(f"training:{name}", kwargs={"org": "northbank", **kwargs})


@pytest.fixture
def author(member):
    return member(Role.COE_STAFF, name="Ada Author")


@pytest.fixture
def browser(author, client_for):
    return client_for(author)


@pytest.fixture
def courses(organization, author, course):
    with scope(organization):
        return [course(author, title=title) for title in ("Basics", "Asking well")]


def test_a_track_is_made_filled_and_put_in_order(browser, courses, organization):
    answer = browser.post(
        url("track_new"), {"title": "First steps", "audience": "technical", "summary": "Begin."}
    )
    here = {"slug": "first-steps"}
    assert answer.url == url("author_track", **here)
    for one in courses:
        browser.post(url("author_track", **here), {"course": one.pk})
    browser.post(url("track_course_up", reference=courses[1].reference, **here))
    seen = browser.get(url("track", **here)).content.decode()
    assert seen.index("Asking well") < seen.index("Basics")
    assert url("author_track", **here) in seen
    browser.post(url("track_course_down", reference=courses[1].reference, **here))
    browser.post(url("track_course_remove", reference=courses[0].reference, **here))
    with scope(organization):
        track = Track.objects.get(title="First steps")
        assert [place.course for place in track.places.all()] == [courses[1]]
    page = browser.get(url("author_track", **here)).content.decode()
    assert f'<option value="{courses[0].pk}">' in page
    assert f'<option value="{courses[1].pk}">' not in page


def test_a_track_is_changed_hidden_and_shown_again(browser, courses, organization, author):
    with scope(organization):
        track = tracks.create_track(TrackTerms("First steps"), actor=Actor.member(author))
        tracks.add_course(track, courses[0], actor=Actor.member(author))
    here = {"slug": track.slug}
    assert 'value="First steps"' in browser.get(url("track_change", **here)).content.decode()
    browser.post(url("track_change", **here), {"title": "Next steps", "audience": "workshop"})
    browser.post(url("track_archive", **here))
    assert browser.get(url("track", **here)).status_code == 404
    page = browser.get(url("author_track", **here)).content.decode()
    assert "Next steps" in page
    assert "Archived" in page
    assert "Archived" in browser.get(url("author_tracks")).content.decode()
    browser.post(url("track_restore", **here))
    assert "Next steps" in browser.get(url("catalogue")).content.decode()


def test_a_title_that_is_taken_is_said_beside_the_field(browser, organization, author):
    with scope(organization):
        tracks.create_track(TrackTerms("First steps"), actor=Actor.member(author))
    answer = browser.post(url("track_new"), {"title": "First steps", "audience": "technical"})
    assert answer.status_code == 422
    assert "Another track has this title." in answer.content.decode()


def test_authors_come_here_from_their_courses_and_learners_do_not(
    browser, courses, organization, author, member, client_for
):
    with scope(organization):
        track = tracks.create_track(TrackTerms("First steps"), actor=Actor.member(author))
    assert url("author_tracks") in browser.get(url("authoring")).content.decode()
    learner, here = client_for(member()), {"slug": track.slug}
    assert url("author_track", **here) not in learner.get(url("track", **here)).content.decode()
    for name, place in (("author_tracks", {}), ("track_new", {}), ("author_track", here)):
        assert learner.get(url(name, **place)).status_code == 403
    assert learner.post(url("track_archive", **here)).status_code == 403
    with scope(organization):
        assert Track.objects.get().is_active


def test_what_does_not_exist_here_is_not_found(
    browser, courses, organization, author, other_organization, member, course
):
    with scope(organization):
        track = tracks.create_track(TrackTerms("First steps"), actor=Actor.member(author))
    with scope(other_organization):
        colleague = member(Role.COE_STAFF, organization=other_organization)
        tracks.create_track(TrackTerms("Theirs"), actor=Actor.member(colleague))
        elsewhere = course(colleague, title="Zebra course")
    here = {"slug": track.slug}
    assert browser.get(url("author_track", slug="theirs")).status_code == 404
    assert browser.post(url("track_archive", slug="theirs")).status_code == 404
    gone = url("track_course_up", reference="C-987", **here)
    assert browser.post(gone).status_code == 404
    page = browser.get(url("author_track", **here)).content.decode()
    assert "Basics" in page
    assert "Zebra" not in page
    refused = browser.post(url("author_track", **here), {"course": elsewhere.pk})
    assert refused.status_code == 422
    with scope(organization):
        assert not track.places.exists()


def test_the_list_asks_as_much_for_thirty_tracks_as_for_one(
    browser, courses, organization, author, django_assert_num_queries
):
    with scope(organization):
        first = tracks.create_track(TrackTerms("Track 0"), actor=Actor.member(author))
        tracks.add_course(first, courses[0], actor=Actor.member(author))
    browser.get(url("author_tracks"))
    with CaptureQueriesContext(connection) as one:
        browser.get(url("author_tracks"))
    with scope(organization):
        for number in range(1, 30):
            tracks.create_track(TrackTerms(f"Track {number}"), actor=Actor.member(author))
    with django_assert_num_queries(len(one)):
        assert "Track 29" in browser.get(url("author_tracks")).content.decode()
