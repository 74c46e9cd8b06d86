"""The thread and the files of any declared object, as fragments of its page."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django import forms
from django.core.exceptions import ObjectDoesNotExist
from django.core.files.base import File
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.authorization import permits
from coe_portal.collaboration import actions, subjects
from coe_portal.collaboration.content import ACCEPTED_ENDINGS
from coe_portal.collaboration.models import Attachment, Comment
from coe_portal.collaboration.permissions import may_remove
from coe_portal.downloads import stored_file
from coe_portal.not_found import found_or_404
from coe_portal.tenancy.addresses import org_url
from coe_portal.ui.forms import PayloadForm
from coe_portal.ui.htmx import is_fragment, redirect, toast
from coe_portal.ui.views import ActionView, FragmentView, TenantView


@dataclass(frozen=True)
class NewComment:
    body: str


@dataclass(frozen=True)
class Upload:
    file: File[bytes]
    description: str = ""


class CommentForm(PayloadForm[NewComment]):
    payload_class = NewComment
    body = forms.CharField(
        label=_("Comment"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=5000,
        error_messages={"required": _("Write a comment first.")},
    )


class UploadForm(PayloadForm[Upload]):
    payload_class = Upload
    file = forms.FileField(
        label=_("File"),
        max_length=255,
        widget=forms.FileInput(attrs={"accept": ",".join(ACCEPTED_ENDINGS)}),
        error_messages={"required": _("Choose a file first.")},
        help_text=_("PDF, pictures, Office documents or text, up to 25 MB."),
    )
    description = forms.CharField(label=_("What it is"), max_length=255, required=False)


class SubjectView(TenantView):
    """A view of the object that the address names; the right to see it is the object's own."""

    @property
    def permission(self) -> str:  # type: ignore[override]  # known when the address is read
        return self.kind.view

    @property
    def kind(self) -> subjects.Commentable:
        try:
            return subjects.kind_of_key(self.kwargs["kind"])
        except KeyError:
            raise Http404 from None

    def find_subject(self) -> Any:
        try:
            return self.kind.find(self.kwargs["reference"])
        except ObjectDoesNotExist:
            raise Http404 from None

    def own_url(self, name: str, **kwargs: Any) -> str:
        """The address of another of these views for the same object."""
        place = {"kind": self.kind.key, "reference": self.subject.reference}
        return org_url(f"collaboration:{name}", **place, **kwargs)

    @cached_property
    def may_write(self) -> bool:
        return permits(self.actor, self.kind.write, self.subject)


class Comments(SubjectView, FragmentView, ActionView):
    """GET: the thread, of one part with `?part=`. POST: a comment; the answer is the thread."""

    http_method_names = ["get", "post", "head", "options"]
    template_name = "collaboration/comments.html"
    form_class = CommentForm

    @property
    def part(self) -> str:
        return self.request.GET.get("part", "")[:60]

    def page(self) -> dict[str, Any]:
        thread = Comment.objects.about(self.subject).of_part(self.part)
        return {
            "comments": [
                (comment, self._remove_url(comment))
                for comment in thread.select_related("author__user")
            ],
            "part_label": self.kind.parts(self.subject).get(self.part, "") if self.part else "",
            "form": CommentForm(**self.form_kwargs()),
            "url": self.request.get_full_path(),
        }

    def _remove_url(self, comment: Comment) -> str:
        may = self.may_write and may_remove(comment.author_id, self.actor)
        return self.own_url("remove_comment", pk=comment.pk) if may else ""

    def form_kwargs(self) -> dict[str, Any]:
        return {"auto_id": f"comment_{self.part}_%s"}

    def act(self, payload: NewComment) -> Comment:
        return actions.post_comment(self.subject, payload.body, part=self.part, actor=self.actor)

    def answer(self, _result: Comment) -> HttpResponse:
        if not is_fragment(self.request):
            return redirect(self.request, self.subject.get_absolute_url())
        return toast(self.render(self.template_name), _("Your comment is there for all to read."))


class RemoveComment(SubjectView, ActionView):
    """POST: take a comment away."""

    template_name = Comments.template_name

    def act(self, _payload: None) -> Comment:
        comment = found_or_404(
            Comment.objects.about(self.subject).filter(pk=self.kwargs["pk"]).first()
        )
        return actions.remove_comment(comment, actor=self.actor)

    def answer(self, _result: Comment) -> HttpResponse:
        return redirect(self.request, self.subject.get_absolute_url(), _("The comment is removed."))


class Attachments(SubjectView, FragmentView, ActionView):
    """GET: the files, of one part with `?part=`. POST: one more; the answer is the list again."""

    http_method_names = ["get", "post", "head", "options"]
    template_name = "collaboration/attachments.html"
    form_class = UploadForm

    @property
    def part(self) -> str:
        return self.request.GET.get("part", "")[:60]

    def page(self) -> dict[str, Any]:
        files = Attachment.objects.about(self.subject).present().select_related("uploaded_by__user")
        if self.part:
            files = files.filter(part=self.part)
        return {
            "files": [(file, file.address(self.subject), self._remove_url(file)) for file in files],
            "form": UploadForm(**self.form_kwargs()),
            "url": self.request.get_full_path(),
        }

    def _remove_url(self, file: Attachment) -> str:
        may = self.may_write and may_remove(file.uploaded_by_id, self.actor)
        return self.own_url("remove_attachment", sha256=file.sha256) if may else ""

    def form_kwargs(self) -> dict[str, Any]:
        return {"auto_id": f"file_{self.part}_%s"}

    def act(self, payload: Upload) -> Attachment:
        return actions.attach_file(
            self.subject,
            payload.file,
            part=self.part,
            description=payload.description,
            actor=self.actor,
        )

    def answer(self, result: Attachment) -> HttpResponse:
        if not is_fragment(self.request):
            return redirect(self.request, self.subject.get_absolute_url())
        message = _("%(name)s is attached.") % {"name": result.name}
        return toast(self.render(self.template_name), message)


class OneAttachment(SubjectView):
    """A view of one file of the object; files of objects that one cannot see do not exist."""

    def find_file(self) -> Attachment:
        files = Attachment.objects.about(self.subject).present()
        return found_or_404(files.filter(sha256=self.kwargs["sha256"]).first())


class RemoveAttachment(OneAttachment, ActionView):
    """POST: take a file away."""

    def act(self, _payload: None) -> Attachment:
        return actions.remove_attachment(self.find_file(), actor=self.actor)

    def answer(self, result: Attachment) -> HttpResponse:
        message = _("%(name)s is removed.") % {"name": result.name}
        return redirect(self.request, self.subject.get_absolute_url(), message)


class Download(OneAttachment):
    """The file, to save: never shown inside the portal's own pages."""

    def get(self, _request: HttpRequest, **_kwargs: Any) -> FileResponse:
        file = self.find_file()
        return stored_file(file.file, file.name, file.content_type)
