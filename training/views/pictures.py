"""The pictures of a course: added to its draft by authors, fetched by who reads it."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, HttpRequest
from django.utils.translation import gettext_lazy as _

from coe_portal.not_found import found_or_404
from coe_portal.ui.views import ActionView, FormPageView, TenantView
from training import permissions as rights
from training.actions import pictures
from training.forms.pictures import PictureForm, Upload
from training.models.courses import Course, CourseVersion, Picture
from training.queries.pictures import readable_pictures
from training.views.authoring import DraftMixin
from training.views.catalogue import CourseMixin

ONE_YEAR = 365 * 24 * 3600


class PictureFile(CourseMixin, TenantView):
    """The bytes that the address names by their hash: they never change, so browsers keep them."""

    permission = rights.VIEW_CATALOGUE.code
    subject: Course

    def get(self, _request: HttpRequest, **_kwargs: Any) -> FileResponse:
        rows = readable_pictures(self.subject, self.member)
        picture = found_or_404(rows.filter(sha256=self.kwargs["sha256"]).first())
        return FileResponse(
            picture.file.open("rb"),
            content_type=picture.content_type,
            headers={
                "X-Content-Type-Options": "nosniff",
                "Cache-Control": f"private, max-age={ONE_YEAR}, immutable",
            },
        )


class PicturesView(DraftMixin, FormPageView):
    """The pictures of the draft with what to write for each, and one more."""

    form_class = PictureForm
    template_name = "training/author/pictures.html"
    title = _("Pictures")
    success_message = _("The picture is there. Write its line where it belongs.")

    def page(self) -> dict[str, Any]:
        return {
            "pictures": list(self.open_draft.pictures.all()),
        }

    def act(self, payload: Upload) -> Picture:
        return pictures.add_picture(
            self.open_draft, payload.file, name=payload.name, actor=self.actor
        )

    def success_url(self, _result: object) -> str:
        return self.pictures_url


class RemovePictureView(DraftMixin, ActionView):
    success_message = _("The picture is no longer in the draft.")

    def act(self, _payload: None) -> CourseVersion:
        return pictures.remove_picture(self.open_draft, self.kwargs["key"], actor=self.actor)

    def success_url(self, _result: object) -> str:
        return self.pictures_url
