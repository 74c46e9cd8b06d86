"""Comments and files of any object that can have them."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import ObjectDoesNotExist
from django.http import FileResponse, Http404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from coe_portal.accounts.authorization import require
from coe_portal.api.access import AnyMember
from coe_portal.api.fields import Moment
from coe_portal.api.viewsets import TenantViewSet
from coe_portal.collaboration import actions, subjects
from coe_portal.collaboration.models import Attachment, Comment
from coe_portal.downloads import stored_file
from coe_portal.not_found import found_or_404


class CommentSerializer(serializers.Serializer[Comment]):
    """A comment; of a removed one only the place is left."""

    id = serializers.IntegerField(read_only=True)
    author = serializers.CharField(source="author.display_name", read_only=True)
    part = serializers.CharField(read_only=True)
    body = serializers.SerializerMethodField()
    created_at = Moment(read_only=True)
    removed_at = Moment(read_only=True, allow_null=True)

    def get_body(self, comment: Comment) -> str:
        return "" if comment.removed_at else comment.body


class NewCommentSerializer(serializers.Serializer[Any]):
    body = serializers.CharField(max_length=5000)
    part = serializers.CharField(max_length=60, default="", allow_blank=True)


class AttachmentSerializer(serializers.Serializer[Attachment]):
    """A file; it is downloaded from `<sha256>/` below the list."""

    name = serializers.CharField()
    description = serializers.CharField()
    part = serializers.CharField()
    content_type = serializers.CharField()
    size = serializers.IntegerField()
    sha256 = serializers.CharField()
    uploaded_by = serializers.CharField(source="uploaded_by.display_name", default=None)
    created_at = Moment()


class NewAttachmentSerializer(serializers.Serializer[Any]):
    file = serializers.FileField()
    part = serializers.CharField(max_length=60, default="", allow_blank=True)
    description = serializers.CharField(max_length=255, default="", allow_blank=True)


class SubjectViewSet(TenantViewSet):
    """Below `about/<kind>/<reference>/`; the rights are those of the object."""

    permission_classes = [AnyMember]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        self.subject = self._find()

    def _find(self) -> Any:
        try:
            kind = subjects.kind_of_key(self.kwargs["kind"])
            subject = kind.find(self.kwargs["reference"])
        except (KeyError, ObjectDoesNotExist):
            raise Http404 from None
        require(self.actor, kind.view, subject)
        return subject


class CommentViewSet(SubjectViewSet):
    serializer_class = CommentSerializer
    permissions: ClassVar[dict[str, str]] = {}

    @extend_schema(operation_id="comments_list", responses=CommentSerializer(many=True))
    def list(self, request: Request, **_kwargs: str) -> Response:  # noqa: ARG002
        """The thread, newest first."""
        return self.page_of(Comment.objects.about(self.subject).select_related("author__user"))

    @extend_schema(request=NewCommentSerializer, responses={201: CommentSerializer})
    def create(self, request: Request, **_kwargs: str) -> Response:
        """Say something about the object."""
        given = NewCommentSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        comment = actions.post_comment(
            self.subject,
            given.validated_data["body"],
            part=given.validated_data["part"],
            actor=self.actor,
        )
        return Response(CommentSerializer(comment).data, status=201)


class AttachmentViewSet(SubjectViewSet):
    serializer_class = AttachmentSerializer
    parser_classes = [MultiPartParser]

    def files(self) -> Any:
        """Those that are there, with who added them."""
        rows = Attachment.objects.about(self.subject).present()
        return rows.select_related("uploaded_by__user")

    @extend_schema(operation_id="files_list", responses=AttachmentSerializer(many=True))
    def list(self, request: Request, **_kwargs: str) -> Response:  # noqa: ARG002
        """The files, newest first."""
        return self.page_of(self.files())

    @extend_schema(
        request={"multipart/form-data": NewAttachmentSerializer},
        responses={201: AttachmentSerializer},
    )
    def create(self, request: Request, **_kwargs: str) -> Response:
        """Attach a file, sent as `multipart/form-data`."""
        given = NewAttachmentSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        values = given.validated_data
        attachment = actions.attach_file(
            self.subject,
            values["file"],
            part=values["part"],
            description=values["description"],
            actor=self.actor,
        )
        return Response(AttachmentSerializer(attachment).data, status=201)

    @extend_schema(responses={200: OpenApiTypes.BINARY})
    def retrieve(self, request: Request, sha256: str, **_kwargs: str) -> FileResponse:  # noqa: ARG002
        """The content of a file."""
        file = found_or_404(self.files().filter(sha256=sha256).first())
        return stored_file(file.file, file.name, file.content_type)
