"""Tracks: authors say which courses stand in one, and in which order."""

from __future__ import annotations

import pytest

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.roles import Role
from coe_portal.audit.models import AuditEvent
from coe_portal.errors import InvalidInput, InvalidTransition, NotAllowed, RuleViolation
from coe_portal.tenancy.scope import scope
from training.actions import tracks
from training.actions.tracks import MOST_IN_A_TRACK, MOST_TRACKS, TrackTerms
from training.choices import Audience
from training.models.courses import Course, Track, TrackCourse

pytestmark = pytest.mark.usefixtures("in_scope")


@pytest.fixture
def author(member):
    return Actor.member(member(Role.COE_STAFF))


@pytest.fixture
def track(author):
    return tracks.create_track(TrackTerms("For leaders"), actor=author)


@pytest.fixture
def courses(author, course):
    return [course(author.membership) for _number in range(3)]


@pytest.fixture
def filled(track, courses, author):
    for one in courses:
        tracks.add_course(track, one, actor=author)
    return track


def order(track: Track) -> list[Course]:
    return [place.course for place in track.places.all()]


def test_tracks_stand_one_after_the_other_under_addresses_of_their_own(track, author):
    terms = TrackTerms("For léaders!", Audience.EXECUTIVE, "Short.")
    second = tracks.create_track(terms, actor=author)
    assert (track.slug, track.position) == ("for-leaders", 1)
    assert (second.audience, second.summary, second.position) == ("executive", "Short.", 2)
    assert second.slug.startswith("for-leaders-")
    for title, slug in (("New", "new-"), ("学ぶ", "track-")):
        assert tracks.create_track(TrackTerms(title), actor=author).slug.startswith(slug)


def test_titles_are_given_once_and_addresses_stay(track, author):
    other = tracks.create_track(TrackTerms("Other"), actor=author)
    with pytest.raises(InvalidInput, match="this title"):
        tracks.create_track(TrackTerms("For leaders"), actor=author)
    with pytest.raises(InvalidInput, match="this title"):
        tracks.change_track(other, TrackTerms("For leaders"), actor=author)
    changed = tracks.change_track(track, TrackTerms("For boards"), actor=author)
    assert (changed.title, changed.slug) == ("For boards", "for-leaders")


def test_courses_move_and_stop_at_the_ends(filled, courses, author):
    first, second, third = courses
    tracks.move_course(filled, third, -1, actor=author)
    assert order(filled) == [first, third, second]
    tracks.move_course(filled, first, -1, actor=author)
    tracks.move_course(filled, second, 1, actor=author)
    assert order(filled) == [first, third, second]
    tracks.move_course(filled, first, 1, actor=author)
    assert order(filled) == [third, first, second]
    tracks.remove_course(filled, third, actor=author)
    tracks.add_course(filled, third, actor=author)
    assert order(filled) == [first, second, third]
    assert [place.position for place in filled.places.all()] == [1, 2, 3]


def test_the_trail_tells_the_order_before_and_after(filled, courses, author):
    first, second, third = (one.reference for one in courses)
    tracks.move_course(filled, courses[0], 1, actor=author)
    tracks.move_course(filled, courses[0], -5, actor=author)
    tracks.move_course(filled, courses[0], -5, actor=author)
    created, *events = AuditEvent.objects.about(filled).order_by("sequence")
    assert created.action == "training.track.created"
    assert [one.after["courses"] for one in events] == [
        [first],
        [first, second],
        [first, second, third],
        [second, first, third],
        [first, second, third],
    ]
    assert events[3].before["courses"] == [first, second, third]


def test_a_course_stands_in_a_track_once(filled, courses, author):
    with pytest.raises(InvalidInput) as refused:
        tracks.add_course(filled, courses[1], actor=author)
    assert refused.value.errors == {"course": ["This course is in the track already."]}
    tracks.remove_course(filled, courses[1], actor=author)
    for change in (
        lambda: tracks.remove_course(filled, courses[1], actor=author),
        lambda: tracks.move_course(filled, courses[1], 1, actor=author),
    ):
        with pytest.raises(InvalidTransition, match="not in the track"):
            change()
    assert order(filled) == [courses[0], courses[2]]


def test_tracks_and_what_is_in_them_are_few(track, author, course):
    for number in range(MOST_IN_A_TRACK):
        TrackCourse.objects.create(
            track=track, course=course(author.membership), position=number + 1
        )
    with pytest.raises(RuleViolation, match="at most 30 courses"):
        tracks.add_course(track, course(author.membership), actor=author)
    assert track.places.count() == MOST_IN_A_TRACK
    hidden = Track.objects.create(slug="hidden", title="Hidden", audience="literacy")
    tracks.archive_track(hidden, actor=author)
    Track.objects.bulk_create(
        Track(organization_id=track.organization_id, slug=f"t{number}", title=f"T {number}")
        for number in range(MOST_TRACKS - 1)
    )
    for one_more in (
        lambda: tracks.create_track(TrackTerms("One more"), actor=author),
        lambda: tracks.restore_track(hidden, actor=author),
    ):
        with pytest.raises(RuleViolation, match="At most 60 tracks"):
            one_more()


def test_archived_tracks_come_back(filled, author):
    for change, shown in (
        (tracks.archive_track, False),
        (tracks.archive_track, False),
        (tracks.restore_track, True),
    ):
        assert change(filled, actor=author).is_active is shown
    events = AuditEvent.objects.about(filled).values_list("action", flat=True)
    assert list(events).count("training.track.archived") == 1
    assert filled.places.count() == 3


def test_learners_make_no_tracks(filled, courses, member):
    learner = Actor.member(member())
    for refused in (
        lambda: tracks.create_track(TrackTerms("Mine"), actor=learner),
        lambda: tracks.change_track(filled, TrackTerms("Mine"), actor=learner),
        lambda: tracks.add_course(filled, courses[0], actor=learner),
        lambda: tracks.remove_course(filled, courses[0], actor=learner),
        lambda: tracks.move_course(filled, courses[0], 1, actor=learner),
        lambda: tracks.archive_track(filled, actor=learner),
        lambda: tracks.restore_track(filled, actor=learner),
    ):
        with pytest.raises(NotAllowed):
            refused()
    assert order(filled) == courses


def test_tracks_of_another_organization_are_not_there(
    track, author, course, member, other_organization
):
    with scope(other_organization):
        colleague = member(Role.COE_STAFF, organization=other_organization)
        theirs = tracks.create_track(TrackTerms("For leaders"), actor=Actor.member(colleague))
        elsewhere = course(colleague)
        tracks.add_course(theirs, elsewhere, actor=Actor.member(colleague))
    assert theirs.slug == track.slug
    for change in (
        lambda: tracks.change_track(theirs, TrackTerms("Ours"), actor=author),
        lambda: tracks.remove_course(theirs, elsewhere, actor=author),
        lambda: tracks.archive_track(theirs, actor=author),
    ):
        with pytest.raises(Track.DoesNotExist):
            change()
    with pytest.raises(InvalidTransition):
        tracks.move_course(track, elsewhere, 1, actor=author)
    with scope(other_organization):
        theirs.refresh_from_db()
        assert (theirs.title, theirs.is_active, order(theirs)) == (
            "For leaders",
            True,
            [elsewhere],
        )
