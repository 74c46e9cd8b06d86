"""Make tracks: which courses stand in one, and in which order."""

from __future__ import annotations

import secrets
from dataclasses import asdict, dataclass
from typing import Any, Final

from django.db import transaction
from django.db.models import Max
from django.utils.text import slugify
from django.utils.translation import gettext as _

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.authorization import require
from coe_portal.audit.recording import record
from coe_portal.errors import InvalidInput, InvalidTransition, RuleViolation
from coe_portal.tenancy.references import next_numbers
from training import declarations as told
from training.choices import Audience
from training.models.courses import Course, Track, TrackCourse
from training.permissions import AUTHOR

MOST_TRACKS: Final = 60
MOST_IN_A_TRACK: Final = 30
# The address of a page beside those of the tracks.
RESERVED: Final = {"new"}


@dataclass(frozen=True)
class TrackTerms:
    """What a track is called, for whom it is and what for."""

    title: str
    audience: Audience = Audience.LITERACY
    summary: str = ""


@transaction.atomic
def create_track(terms: TrackTerms, *, actor: Actor) -> Track:
    """A track without courses, after the others.

    Raises:
        InvalidInput: another track has this title.
        RuleViolation: there are too many to choose from.
    """
    require(actor, AUTHOR.code)
    _wait_for_others()
    _check_title(terms.title)
    _check_room()
    last = Track.objects.aggregate(last=Max("position"))["last"] or 0
    track: Track = Track.objects.create(
        slug=_free_slug(terms.title), position=last + 1, **asdict(terms)
    )
    record(told.TRACK_CREATED, track, actor=actor, after=asdict(terms))
    return track


@transaction.atomic
def change_track(track: Track, terms: TrackTerms, *, actor: Actor) -> Track:
    """Change title, audience or summary; the address stays."""
    require(actor, AUTHOR.code)
    _wait_for_others()
    track = Track.objects.locked(track.pk)
    _check_title(terms.title, but=track.pk)
    before = {name: getattr(track, name) for name in asdict(terms)}
    for name, value in asdict(terms).items():
        setattr(track, name, value)
    track.save()
    record(told.TRACK_CHANGED, track, actor=actor, before=before, after=asdict(terms))
    return track


def _check_room() -> None:
    if Track.objects.filter(is_active=True).count() >= MOST_TRACKS:
        raise RuleViolation(
            _("At most %(most)d tracks are shown at a time.") % {"most": MOST_TRACKS},
            code="track.too_many",
        )


def _wait_for_others() -> None:
    """Of two who make or name a track at once, or install the starters, the second sees all."""
    next_numbers(Course.PREFIX, 0)


def _check_title(title: str, *, but: int | None = None) -> None:
    others = Track.objects.all() if but is None else Track.objects.exclude(pk=but)
    if others.filter(title=title).exists():
        message = _("Another track has this title.")
        raise InvalidInput(message, errors={"title": [message]})


def _free_slug(title: str) -> str:
    """The title as an address; with a tail where that is taken or empty."""
    slug = slugify(title)[:48]
    if slug and slug not in RESERVED and not Track.objects.filter(slug=slug).exists():
        return slug
    return f"{slug or 'track'}-{secrets.token_hex(4)}"


@transaction.atomic
def add_course(track: Track, course: Course, *, actor: Actor) -> Track:
    """Put a course at the end of a track; learners see it there once it is published.

    Raises:
        InvalidInput: it stands there already.
        RuleViolation: the track is full.
    """
    track, places = _locked(track, actor)
    if any(place.course_id == course.pk for place in places):
        message = _("This course is in the track already.")
        raise InvalidInput(message, errors={"course": [message]})
    if len(places) >= MOST_IN_A_TRACK:
        raise RuleViolation(
            _("A track has at most %(most)d courses.") % {"most": MOST_IN_A_TRACK},
            code="track.full",
        )
    place = TrackCourse.objects.create(track=track, course=course)
    return _put_in_order(track, places, [*places, place], actor)


@transaction.atomic
def remove_course(track: Track, course: Course, *, actor: Actor) -> Track:
    """Take a course out of a track; who is in the course stays in it."""
    track, places = _locked(track, actor)
    place = _place_of(course, places)
    place.delete()
    return _put_in_order(track, places, [one for one in places if one is not place], actor)


@transaction.atomic
def move_course(track: Track, course: Course, step: int, *, actor: Actor) -> Track:
    """One place up (-1) or down (1); nothing at the ends."""
    track, places = _locked(track, actor)
    place = _place_of(course, places)
    moved = [one for one in places if one is not place]
    moved.insert(max(places.index(place) + step, 0), place)
    return _put_in_order(track, places, moved, actor)


def _locked(track: Track, actor: Actor) -> tuple[Track, list[TrackCourse]]:
    require(actor, AUTHOR.code)
    track = Track.objects.locked(track.pk)
    return track, list(track.places.select_related("course"))


def _place_of(course: Course, places: list[TrackCourse]) -> TrackCourse:
    found = next((one for one in places if one.course_id == course.pk), None)
    if found is None:
        raise InvalidTransition(_("This course is not in the track."), code="track.course_missing")
    return found


def _put_in_order(
    track: Track, before: list[TrackCourse], after: list[TrackCourse], actor: Actor
) -> Track:
    if before == after:
        return track
    for position, place in enumerate(after, start=1):
        place.position = position
        place.save(update_fields=["position", "updated_at"])
    record(
        told.TRACK_CHANGED,
        track,
        actor=actor,
        before={"courses": [one.course.reference for one in before]},
        after={"courses": [one.course.reference for one in after]},
    )
    return track


@transaction.atomic
def archive_track(track: Track, *, actor: Actor) -> Track:
    """Show the track no more; its courses are still offered."""
    return _show(track, actor, told.TRACK_ARCHIVED, shown=False)


@transaction.atomic
def restore_track(track: Track, *, actor: Actor) -> Track:
    """Show the track again; RuleViolation when as many are shown as there may be."""
    return _show(track, actor, told.TRACK_RESTORED, shown=True)


def _show(track: Track, actor: Actor, action: Any, *, shown: bool) -> Track:
    require(actor, AUTHOR.code)
    _wait_for_others()
    track = Track.objects.locked(track.pk)
    if track.is_active != shown:
        if shown:
            _check_room()
        track.is_active = shown
        track.save(update_fields=["is_active", "updated_at"])
        record(action, track, actor=actor)
    return track
