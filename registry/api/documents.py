"""The API of documents: files and addresses, content that is written, figures of evaluations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, Any, ClassVar, TypeVar

from django.http import Http404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.parsers import BaseParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from coe_portal.api.pagination import CursorPagination
from coe_portal.api.parsing import StorableJSONParser
from coe_portal.api.viewsets import TenantViewSet
from coe_portal.errors import InvalidInput
from coe_portal.not_found import found_or_404
from registry.actions.documents import add_document, withdraw_document
from registry.actions.drafts import Publication, readable, write_document
from registry.actions.evaluations import EvaluationTerms, record_evaluation
from registry.api import document_data as shapes
from registry.choices import DocumentKind
from registry.logic import evaluation_files, hugging_face
from registry.models.documents import ModelDocument
from registry.models.models import AIModel, ModelVersion
from registry.permissions.models import VIEW
from registry.queries.drafts import current_document

InputT = TypeVar("InputT", bound=serializers.Serializer[Any])
ALL = OpenApiParameter("all", bool, description="Those too that were replaced or taken back.")
TITLE = OpenApiParameter("title", str, description="Of figures that are sent as CSV.")


class NewestFirst(CursorPagination):
    """By the moment in which they were added."""

    ordering = ("-added_at", "-id")


@dataclass(frozen=True)
class SentText:
    """A body that is not read yet: the sender's rights are asked first."""

    content: bytes


class TextParser(BaseParser):
    """One byte more than what may be sent is enough to refuse it."""

    most: ClassVar[int]

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,  # noqa: ARG002
        parser_context: Mapping[str, Any] | None = None,  # noqa: ARG002
    ) -> Any:
        return SentText(stream.read(self.most + 1))


class MarkdownParser(TextParser):
    media_type = "text/markdown"
    most = hugging_face.MOST_BYTES


class CsvParser(TextParser):
    media_type = "text/csv"
    most = evaluation_files.MOST_BYTES


@contextmanager
def named_rows() -> Iterator[None]:
    """Figures that cannot be, as the API says it: by the number of the row."""
    try:
        yield
    except evaluation_files.RowErrors as error:
        told = {str(number): [problem] for number, problem in error.errors.items()}
        raise InvalidInput("Some rows are wrong.", errors=told) from error


class AboutVersionViewSet(TenantViewSet):
    """Below one version."""

    def version(self) -> ModelVersion:
        """Of a model that the member may see."""
        models = AIModel.objects.visible_to(self.member).by_reference(self.kwargs["reference"])
        rows = ModelVersion.objects.present().filter(model__in=models, number=self.kwargs["number"])
        return found_or_404(rows.with_people().first())

    def kind(self) -> DocumentKind:
        """Of the address."""
        if self.kwargs["kind"] not in DocumentKind.values:
            raise Http404
        return DocumentKind(self.kwargs["kind"])

    def given(self, shape: type[InputT]) -> InputT:
        """What was sent, if it has this shape."""
        given = shape(data=self.request.data)
        given.is_valid(raise_exception=True)
        return given


class VersionDocumentViewSet(AboutVersionViewSet):
    """Documents of one version."""

    serializer_class = shapes.DocumentSerializer
    pagination_class = NewestFirst
    parser_classes = [StorableJSONParser, MultiPartParser]
    # Who may change them is asked by the actions, with the version.
    permissions: ClassVar[dict[str, str]] = dict.fromkeys(
        ("list", "create", "retrieve", "content", "write", "figures", "withdraw"), VIEW.code
    )

    @extend_schema(
        operation_id="version_documents_list",
        parameters=[ALL],
        responses=shapes.DocumentSerializer(many=True),
    )
    def list(self, request: Request, **_kwargs: Any) -> Response:
        """Documents that count, newest first."""
        version = self.version()
        rows = ModelDocument.objects.filter(version=version)
        if request.query_params.get("all", "").lower() not in {"1", "true", "yes"}:
            rows = rows.current()
        page = self.paginate_queryset(
            rows.select_related("added_by__user", "attachment").defer("content")
        )
        for document in page or ():
            document.version = version
        return self.get_paginated_response(shapes.DocumentSerializer(page, many=True).data)

    @extend_schema(
        request={
            "application/json": shapes.NewDocumentSerializer,
            "multipart/form-data": shapes.NewDocumentSerializer,
        },
        responses={201: shapes.DocumentSerializer},
    )
    def create(self, request: Request, **_kwargs: Any) -> Response:  # noqa: ARG002
        """Add a document by its address, or with its file as `multipart/form-data`."""
        terms = self.given(shapes.NewDocumentSerializer).payload()
        return self._made(add_document(self.version(), terms, actor=self.actor))

    @extend_schema(operation_id="version_documents_read", responses=shapes.DocumentSerializer)
    def retrieve(self, request: Request, **_kwargs: Any) -> Response:  # noqa: ARG002
        """The document of a kind that counts."""
        return Response(shapes.DocumentSerializer(self._document()).data)

    @extend_schema(responses=shapes.ContentSerializer)
    def content(self, request: Request, **_kwargs: Any) -> Response:  # noqa: ARG002
        """What it says: as data, and as text."""
        return Response(shapes.ContentSerializer(self._document()).data)

    @extend_schema(
        request={
            "application/json": shapes.NewContentSerializer,
            "text/markdown": OpenApiTypes.STR,
        },
        responses={201: shapes.DocumentSerializer},
    )
    def write(self, request: Request, **_kwargs: Any) -> Response:
        """Publish a model card, datasheet or plan as data; a card as README.md too."""
        version, kind = self.version(), self.kind()
        if isinstance(request.data, SentText):
            return self._made(self._written_card(version, kind, request.data))
        given = self.given(shapes.NewContentSerializer)
        content = given.validated_data["content"]
        return self._made(write_document(version, kind, content, given.payload(), actor=self.actor))

    @extend_schema(
        parameters=[TITLE],
        request={
            "application/json": shapes.NewEvaluationSerializer,
            "text/csv": OpenApiTypes.STR,
        },
        responses={201: shapes.DocumentSerializer},
    )
    def figures(self, request: Request, **_kwargs: Any) -> Response:
        """Record figures of an evaluation; whether it passed follows from them."""
        version, kind = self.version(), self.kind()
        with readable("results"), named_rows():
            terms = self._terms(request, kind)
        return self._made(record_evaluation(version, terms, actor=self.actor))

    @extend_schema(request=shapes.TakeBackSerializer, responses=shapes.DocumentSerializer)
    def withdraw(self, request: Request, **_kwargs: Any) -> Response:  # noqa: ARG002
        """Take the document back: it should not count."""
        reason = self.given(shapes.TakeBackSerializer).validated_data["reason"]
        document = withdraw_document(self._document(), reason, actor=self.actor)
        return Response(shapes.DocumentSerializer(document).data)

    def _terms(self, request: Request, kind: DocumentKind) -> EvaluationTerms:
        if not isinstance(request.data, SentText):
            return self.given(shapes.NewEvaluationSerializer).payload(kind)
        results = evaluation_files.read_results(request.data.content)
        title = request.query_params.get("title", "")[:200] or str(kind.label)
        return EvaluationTerms(kind=kind, title=title, results=results)

    def _written_card(
        self, version: ModelVersion, kind: DocumentKind, sent: SentText
    ) -> ModelDocument:
        if kind != DocumentKind.MODEL_CARD:
            raise InvalidInput("Only a model card is taken as Markdown.")
        with readable("content"):
            card = hugging_face.read_card(sent.content)
        return write_document(version, kind, card.content(), Publication(), actor=self.actor)

    def _document(self) -> ModelDocument:
        return found_or_404(current_document(self.version(), self.kind()))

    def _made(self, document: ModelDocument) -> Response:
        return Response(shapes.DocumentSerializer(document).data, status=201)


class ContentViewSet(VersionDocumentViewSet):
    """Content: JSON, or a card as Markdown."""

    parser_classes = [StorableJSONParser, MarkdownParser]


class FiguresViewSet(VersionDocumentViewSet):
    """Figures: JSON or CSV."""

    parser_classes = [StorableJSONParser, CsvParser]
