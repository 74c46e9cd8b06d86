"""Documents of versions as programs send and read them."""

from __future__ import annotations

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from coe_portal.api.fields import Day, Moment
from registry.actions.documents import DocumentTerms
from registry.actions.drafts import Publication
from registry.actions.evaluations import EvaluationTerms
from registry.api.model_data import text
from registry.choices import Better, DocumentKind, DocumentResult
from registry.logic import evaluation_files
from registry.models.documents import ModelDocument
from registry.queries.documents import as_text, exports_of
from training.api.fields import ColleagueField


class FileSerializer(serializers.Serializer[Any]):
    """A file; its content is at `about/model/<reference>/files/<sha256>/`."""

    name = serializers.CharField()
    size = serializers.IntegerField()
    sha256 = serializers.CharField()


class DocumentSerializer(serializers.Serializer[Any]):
    """A document; `page` is where people read it."""

    kind = serializers.ChoiceField(DocumentKind.choices)
    title = serializers.CharField()
    summary = serializers.CharField()
    result = serializers.ChoiceField(DocumentResult.choices, allow_blank=True)
    url = serializers.CharField()
    file = FileSerializer(source="attachment", allow_null=True)
    sha256 = serializers.CharField(source="digest")
    made_on = Day(allow_null=True)
    valid_until = Day(allow_null=True)
    added_by = ColleagueField(allow_null=True)
    added_at = Moment()
    is_current = serializers.BooleanField()
    page = serializers.CharField(source="get_absolute_url")


class ContentSerializer(serializers.Serializer[ModelDocument]):
    """What a document says: as data, and as text (README.md, Markdown or CSV)."""

    kind = serializers.ChoiceField(DocumentKind.choices)
    title = serializers.CharField()
    content = serializers.DictField()
    text = serializers.SerializerMethodField()

    @extend_schema_field(OpenApiTypes.STR)
    def get_text(self, document: ModelDocument) -> str:
        """Nothing for a document that is a file or an address."""
        return as_text(document) if exports_of(document) else ""


class NewDocumentSerializer(serializers.Serializer[Any]):
    """A document by its address, or as a file in `multipart/form-data`."""

    kind = serializers.ChoiceField(DocumentKind.choices)
    title = serializers.CharField(max_length=200)
    file = serializers.FileField(required=False)
    url = text(1000)
    summary = text(4000)
    result = serializers.ChoiceField(DocumentResult.choices, default="", allow_blank=True)
    made_on = Day(required=False, allow_null=True)
    valid_until = Day(required=False, allow_null=True)

    def payload(self) -> DocumentTerms:
        """The action's input."""
        data = self.validated_data
        coded = {"kind": DocumentKind(data["kind"]), "result": DocumentResult(data["result"])}
        return DocumentTerms(**{**data, **coded})


class PublicationSerializer(serializers.Serializer[Any]):
    """What is said with a document when it is published."""

    summary = text(2000)
    valid_until = Day(required=False, allow_null=True)

    def payload(self) -> Publication:
        """The action's input."""
        data = self.validated_data
        return Publication(data["summary"], data.get("valid_until"))


class NewContentSerializer(PublicationSerializer):
    """Content in the form in which it is read."""

    content = serializers.DictField()


class FigureSerializer(serializers.Serializer[Any]):
    """One figure; `better` is what is usual for the metric where it is left out."""

    metric = serializers.CharField(max_length=evaluation_files.LONGEST_NAME)
    value = serializers.FloatField()
    suite = text(evaluation_files.LONGEST_NAME)
    dataset = text(evaluation_files.LONGEST_NAME)
    better = serializers.ChoiceField(Better.choices, default="", allow_blank=True)
    threshold = serializers.FloatField(required=False, allow_null=True)
    tolerance = serializers.FloatField(required=False, allow_null=True, min_value=0)


class NewEvaluationSerializer(serializers.Serializer[Any]):
    """Figures of an evaluation; whether it passed follows from them."""

    title = serializers.CharField(max_length=200)
    results = FigureSerializer(many=True)
    summary = text(4000)
    url = text(1000)
    made_on = Day(required=False, allow_null=True)
    valid_until = Day(required=False, allow_null=True)

    def payload(self, kind: DocumentKind) -> EvaluationTerms:
        """The action's input; RowErrors for figures that cannot be."""
        data = self.validated_data
        rows = evaluation_files.measured_rows(data["results"])
        return EvaluationTerms(**{**data, "kind": kind, "results": rows})


class TakeBackSerializer(serializers.Serializer[Any]):
    """Why a document should not count."""

    reason = serializers.CharField(max_length=2000)
