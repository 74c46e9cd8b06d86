"""Make tracks: which courses stand in one, and in which order."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from coe_portal.not_found import found_or_404
from coe_portal.tenancy.addresses import org_url
from coe_portal.ui.views import ActionView, ButtonLink, Crumb, FormPageView, ListPageView
from training import permissions as rights
from training.actions import tracks
from training.actions.tracks import TrackTerms
from training.forms.tracks import PickCourseForm, Picked, TrackForm
from training.models.courses import Course, Track
from training.queries.catalogue import authored_tracks
from training.tables.courses import TrackTable


class TrackList(ListPageView):
    permission = rights.AUTHOR.code
    title = _("Tracks")
    subtitle = _("Paths of courses, each for one audience, as the catalogue shows them.")
    table_class = TrackTable
    empty_icon = "layers"
    empty_title = _("No tracks yet")
    empty_text = _("Without tracks the catalogue shows all courses by title.")

    def rows(self) -> QuerySet[Track]:
        return authored_tracks()

    def actions(self) -> list[ButtonLink]:
        return [ButtonLink(org_url("training:track_new"), _("New track"), "plus", "primary")]

    @property
    def parents(self) -> list[Crumb]:
        return [Crumb(org_url("training:authoring"), _("Write courses"))]


class NewTrackView(FormPageView):
    permission = rights.AUTHOR.code
    form_class = TrackForm
    title = _("New track")
    success_message = _("The track is there. Put courses into it now.")

    @property
    def cancel_url(self) -> str:
        return org_url("training:author_tracks")

    @property
    def parents(self) -> list[Crumb]:
        return [Crumb(self.cancel_url, _("Tracks"))]

    def act(self, payload: TrackTerms) -> Track:
        return tracks.create_track(payload, actor=self.actor)

    def success_url(self, result: Track) -> str:
        return org_url("training:author_track", slug=result.slug)


class TrackMixin:
    """Finds the track of the address, also one that is not shown."""

    permission = rights.AUTHOR.code
    kwargs: dict[str, Any]
    subject: Any

    def find_subject(self) -> Track:
        return found_or_404(Track.objects.filter(slug=self.kwargs["slug"]).first())

    @property
    def track_url(self) -> str:
        return org_url("training:author_track", slug=self.subject.slug)

    def success_url(self, _result: object) -> str:
        return self.track_url


class AuthorTrackPage(TrackMixin, FormPageView):
    """The courses of a track in order; posting the form puts one more at the end."""

    form_class = PickCourseForm
    template_name = "training/author/track.html"
    success_message = _("The course is in the track.")

    def page(self) -> dict[str, Any]:
        places = self.subject.places.select_related("course__current_version")
        return {"courses": [place.course for place in places]}

    def form_kwargs(self) -> dict[str, Any]:
        return {"track": self.subject}

    def act(self, payload: Picked) -> Track:
        return tracks.add_course(self.subject, payload.course, actor=self.actor)


class ChangeTrackView(TrackMixin, FormPageView):
    form_class = TrackForm
    title = _("Change the track")
    success_message = _("The track is changed.")

    def form_kwargs(self) -> dict[str, Any]:
        names = ("title", "audience", "summary")
        return {"initial": {name: getattr(self.subject, name) for name in names}}

    @property
    def cancel_url(self) -> str:
        return self.track_url

    @property
    def parents(self) -> list[Crumb]:
        return [
            Crumb(org_url("training:author_tracks"), _("Tracks")),
            Crumb(self.track_url, self.subject.title),
        ]

    def act(self, payload: TrackTerms) -> Track:
        return tracks.change_track(self.subject, payload, actor=self.actor)


class ArchiveTrackView(TrackMixin, ActionView):
    success_message = _("The track is no longer shown.")

    def act(self, _payload: None) -> Track:
        return tracks.archive_track(self.subject, actor=self.actor)


class RestoreTrackView(TrackMixin, ActionView):
    success_message = _("The track is shown again.")

    def act(self, _payload: None) -> Track:
        return tracks.restore_track(self.subject, actor=self.actor)


class TrackCourseMixin(TrackMixin):
    """A button beside one course of the track."""

    @cached_property
    def course(self) -> Course:
        return found_or_404(Course.objects.by_reference(self.kwargs["reference"]).first())


class MoveCourseView(TrackCourseMixin, ActionView):
    step = 0

    def act(self, _payload: None) -> Track:
        return tracks.move_course(self.subject, self.course, self.step, actor=self.actor)


class RemoveCourseView(TrackCourseMixin, ActionView):
    success_message = _("The course is no longer in the track.")

    def act(self, _payload: None) -> Track:
        return tracks.remove_course(self.subject, self.course, actor=self.actor)
