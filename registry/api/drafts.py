"""The API of documents in work: part by part, then published or dropped.

A draft is for those who may change the version; a token that only reads shows it to them, too.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import Http404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.authorization import require
from coe_portal.api.parsing import StorableJSONParser
from coe_portal.errors import InvalidInput
from registry.actions import drafts as actions
from registry.api import draft_data as shapes
from registry.api.document_data import DocumentSerializer, PublicationSerializer
from registry.api.documents import AboutVersionViewSet, MarkdownParser, SentText
from registry.choices import DocumentKind
from registry.logic.document_parts import WRITTEN
from registry.models.drafts import DocumentDraft
from registry.models.models import ModelVersion
from registry.permissions.models import CHANGE, VIEW
from registry.queries.drafts import writing_of


class VersionDraftViewSet(AboutVersionViewSet):
    """Documents of a version that somebody is writing."""

    serializer_class = shapes.DocumentDraftSerializer
    pagination_class = None
    parser_classes = [StorableJSONParser]
    # Who may write is asked again by the actions, with the version.
    permissions: ClassVar[dict[str, str]] = dict.fromkeys(
        ("list", "retrieve", "destroy", "save_part", "save_facts", "upload", "publish"), VIEW.code
    )

    @extend_schema(
        operation_id="version_drafts_list", responses=shapes.DocumentDraftLineSerializer(many=True)
    )
    def list(self, request: Request, **_kwargs: Any) -> Response:  # noqa: ARG002
        """What is being written: at most one draft for each kind of document."""
        version = self._writable()
        drafts = DocumentDraft.objects.filter(version=version).defer("content")
        rows: Any = list(drafts.select_related("changed_by__user"))
        for draft in rows:
            draft.version = version
        return Response(shapes.DocumentDraftLineSerializer(rows, many=True).data)

    @extend_schema(operation_id="version_drafts_read", responses=shapes.DocumentDraftSerializer)
    def retrieve(self, request: Request, **_kwargs: Any) -> Response:  # noqa: ARG002
        """The draft with its parts; where there is none, what it would begin with."""
        return self._told(self._writable())

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, **_kwargs: Any) -> Response:  # noqa: ARG002
        """Drop what was not published."""
        actions.discard_draft(self._writable(), self.kind(), actor=self.actor)
        return Response(status=204)

    @extend_schema(request=shapes.PartTextSerializer, responses=shapes.DocumentDraftSerializer)
    def save_part(self, request: Request, part: str, **_kwargs: Any) -> Response:  # noqa: ARG002
        """Write a part; the first one begins the draft."""
        version, kind = self._writable(), self.kind()
        given = self.given(shapes.PartTextSerializer)
        actions.save_part(version, kind, part, given.payload(), actor=self.actor)
        return self._told(version)

    @extend_schema(request=shapes.CardFactsSerializer, responses=shapes.DocumentDraftSerializer)
    def save_facts(self, request: Request, **_kwargs: Any) -> Response:  # noqa: ARG002
        """Say what stands above a model card, and its title."""
        version = self._card()
        given = self.given(shapes.CardFactsSerializer)
        actions.save_facts(version, given.payload(), actor=self.actor)
        return self._told(version)

    @extend_schema(
        request={"text/markdown": OpenApiTypes.STR}, responses=shapes.DocumentDraftSerializer
    )
    def upload(self, request: Request, **_kwargs: Any) -> Response:
        """Put a README.md of Hugging Face in place of the draft of a model card."""
        version = self._card()
        if not isinstance(request.data, SentText):
            raise InvalidInput("Send the card as text/markdown.")
        actions.import_card(version, request.data.content, actor=self.actor)
        return self._told(version)

    @extend_schema(request=PublicationSerializer, responses={201: DocumentSerializer})
    def publish(self, request: Request, **_kwargs: Any) -> Response:  # noqa: ARG002
        """Let the draft be the document of its kind, in place of the current one."""
        version, kind = self._writable(), self.kind()
        given = self.given(PublicationSerializer)
        document = actions.publish_draft(version, kind, given.payload(), actor=self.actor)
        return Response(DocumentSerializer(document).data, status=201)

    def kind(self) -> DocumentKind:
        """Of the address, one that is written here."""
        kind = super().kind()
        if kind not in WRITTEN:
            raise Http404
        return kind

    def _writable(self) -> ModelVersion:
        """The version, for those who may change it, whatever the scopes of their token."""
        version = self.version()
        require(Actor.member(self.member), CHANGE.code, version)
        return version

    def _card(self) -> ModelVersion:
        version = self._writable()
        if self.kind() != DocumentKind.MODEL_CARD:
            raise Http404
        return version

    def _told(self, version: ModelVersion) -> Response:
        return Response(shapes.DocumentDraftSerializer(writing_of(version, self.kind())).data)


class UploadDraftViewSet(VersionDraftViewSet):
    """What is sent as Markdown."""

    parser_classes = [MarkdownParser]
