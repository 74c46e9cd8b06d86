"""The API of the catalogue of datasets: the same filters, actions and rights as the pages."""

from __future__ import annotations

from typing import ClassVar, Final

from django.db.models import QuerySet
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from coe_portal.errors import InvalidInput
from coe_portal.not_found import found_or_404
from registry.actions import datasets
from registry.actions.reviewing import complete_review
from registry.api import dataset_data as shapes
from registry.api.documents import SentText, TextParser
from registry.api.reviewing_data import LookedSerializer
from registry.api.vendors import ShapedViewSet
from registry.choices import DataClass, DatasetState, PersonalData
from registry.filters.datasets import DatasetFilters
from registry.forms.datasets import said_of_file
from registry.logic.croissant import MOST_BYTES, CroissantError, read_croissant
from registry.logic.croissant_writing import croissant_of
from registry.models.datasets import Dataset
from registry.permissions.datasets import ADD_DATASET, VIEW_DATASETS
from registry.queries.datasets import described, with_uses

FILTERS: Final = [
    OpenApiParameter("q", str, description="Reference, name or words"),
    OpenApiParameter("classification", str, enum=DataClass.values),
    OpenApiParameter("personal_data", str, enum=PersonalData.values),
    OpenApiParameter("state", str, enum=DatasetState.values),
    OpenApiParameter("deletion", str, enum=["overdue"]),
    OpenApiParameter("review", str, enum=["overdue"]),
]
STEPS: Final = ("partial_update", "withdraw", "reinstate", "deleted", "review", "croissant")


class CroissantParser(TextParser):
    media_type = "application/ld+json"
    most = MOST_BYTES


class CroissantJsonParser(CroissantParser):
    media_type = "application/json"


class DatasetViewSet(ShapedViewSet):
    """Datasets by reference (DS-1)."""

    lookup_value_regex = r"[Dd][Ss]-\d+"
    serializer_class = shapes.DatasetRowSerializer
    # What somebody may do to a dataset is asked by the actions, with the dataset.
    permissions: ClassVar[dict[str, str]] = {
        **dict.fromkeys(("list", "retrieve", *STEPS), VIEW_DATASETS.code),
        "create": ADD_DATASET.code,
        "read_croissant": ADD_DATASET.code,
    }

    def get_queryset(self) -> QuerySet[Dataset]:
        return with_uses(Dataset.objects.visible_to(self.member))

    @extend_schema(parameters=FILTERS)
    def list(self, request: Request) -> Response:
        """Datasets, newest first."""
        rows = DatasetFilters(
            request.query_params, queryset=self.get_queryset(), request=request._request
        )
        return self.page_of(rows.qs)

    @extend_schema(responses=shapes.DatasetSerializer)
    def retrieve(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """One dataset with its columns and files, and what was made from it."""
        return self._told()

    @extend_schema(request=shapes.DatasetTermsSerializer, responses={201: shapes.DatasetSerializer})
    def create(self, request: Request) -> Response:  # noqa: ARG002
        """Put a dataset into the catalogue."""
        terms = self._given(shapes.DatasetTermsSerializer).payload()
        self.kwargs["reference"] = datasets.add_dataset(terms, actor=self.actor).reference
        return self._told(status=201)

    @extend_schema(request=shapes.DatasetTermsSerializer, responses=shapes.DatasetSerializer)
    def partial_update(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """Describe it anew; what is left out stays as it is."""
        dataset = self._dataset()
        given = self._given(shapes.DatasetTermsSerializer, partial=True)
        datasets.change_dataset(dataset, given.payload(dataset), actor=self.actor)
        return self._told()

    @extend_schema(
        request={
            "application/ld+json": OpenApiTypes.OBJECT,
            "application/json": OpenApiTypes.OBJECT,
        },
        responses=shapes.DescribedSerializer,
    )
    @action(
        detail=False,
        methods=["post"],
        url_path="read-croissant",
        parser_classes=[CroissantParser, CroissantJsonParser],
    )
    def read_croissant(self, request: Request) -> Response:
        """What a Croissant file says; nothing is kept. Complete it and send it as a new dataset."""
        sent = request.data.content if isinstance(request.data, SentText) else b""
        try:
            found = read_croissant(sent)
        except CroissantError as error:
            raise InvalidInput(said_of_file(error)) from error
        return Response(shapes.DescribedSerializer(found).data)

    @extend_schema(responses=OpenApiTypes.OBJECT)
    @action(detail=True, methods=["get"])
    def croissant(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """The dataset as a Croissant 1.0 description."""
        return Response(croissant_of(described(self._dataset())))

    @extend_schema(request=shapes.StewardReasonSerializer, responses=shapes.DatasetSerializer)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """Withdraw it: what was made from it is marked."""
        datasets.withdraw_dataset(self._dataset(), self._reason(), actor=self.actor)
        return self._told()

    @extend_schema(request=shapes.StewardReasonSerializer, responses=shapes.DatasetSerializer)
    @action(detail=True, methods=["post"])
    def reinstate(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """Make it available again."""
        datasets.reinstate_dataset(self._dataset(), self._reason(), actor=self.actor)
        return self._told()

    @extend_schema(request=shapes.StewardReasonSerializer, responses=shapes.DatasetSerializer)
    @action(detail=True, methods=["post"])
    def deleted(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """Note that the data are deleted, and how."""
        datasets.note_deletion(self._dataset(), self._reason(), actor=self.actor)
        return self._told()

    @extend_schema(request=LookedSerializer, responses=shapes.DatasetSerializer)
    @action(detail=True, methods=["post"])
    def review(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """Say what one found, and set the day of the next review."""
        data = self._given(LookedSerializer).validated_data
        complete_review(self._dataset(), data["note"], data["next_on"], actor=self.actor)
        return self._told()

    def _dataset(self) -> Dataset:
        rows = Dataset.objects.visible_to(self.member).by_reference(str(self.kwargs["reference"]))
        return found_or_404(with_uses(rows).defer(None).first())

    def _reason(self) -> str:
        return str(self._given(shapes.StewardReasonSerializer).validated_data["reason"])

    def _told(self, *, status: int = 200) -> Response:
        return Response(shapes.dataset_data(self._dataset()), status=status)
