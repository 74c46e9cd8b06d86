"""The API of imports of completions: how far they are and what came of them."""

from __future__ import annotations

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from coe_portal.api.fields import Moment
from coe_portal.api.viewsets import TenantViewSet
from coe_portal.not_found import found_or_404
from training.api.learning import NumberPages
from training.choices import CompletionImportState
from training.models.imports import CompletionImport, CompletionImportQuerySet
from training.permissions import STEER_TRAINING


class ImportRowSerializer(serializers.Serializer[Any]):
    """An import in the list."""

    reference = serializers.CharField()
    file_name = serializers.CharField()
    sha256 = serializers.CharField()
    state = serializers.ChoiceField(CompletionImportState.choices)
    rows_read = serializers.IntegerField()
    job = serializers.CharField(source="job.reference", default=None, allow_null=True)
    created_at = Moment()
    url = serializers.CharField(source="get_absolute_url")


class ImportSerializer(ImportRowSerializer):
    """An import with what became of its rows."""

    counts = serializers.SerializerMethodField()

    @extend_schema_field({"type": "object", "additionalProperties": {"type": "integer"}})
    def get_counts(self, batch: CompletionImport) -> dict[str, int]:
        """How many rows are in each state."""
        counted: dict[str, int] = batch.rows.all().counts()
        return counted


class CompletionImportViewSet(TenantViewSet):
    """Imports by reference (CI-1); files are uploaded on the page, where columns are chosen."""

    lookup_field = "reference"
    lookup_value_regex = r"[Cc][Ii]-\d+"
    pagination_class = NumberPages
    serializer_class = ImportRowSerializer
    permissions: ClassVar[dict[str, str]] = {
        "list": STEER_TRAINING.code,
        "retrieve": STEER_TRAINING.code,
    }

    def get_queryset(self) -> CompletionImportQuerySet:
        """All of the organization."""
        rows: CompletionImportQuerySet = CompletionImport.objects.select_related("job")
        return rows

    def list(self, request: Request) -> Response:  # noqa: ARG002
        """Imports, newest first."""
        return self.page_of(self.get_queryset())

    def retrieve(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """How far one is."""
        found = found_or_404(self.get_queryset().by_reference(reference).first())
        return Response(ImportSerializer(found).data)
