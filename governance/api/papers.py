"""The API of papers: what is known, written and missing; texts, editions and filings."""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from coe_portal.accounts.authorization import require
from coe_portal.api.fields import Day, Moment
from coe_portal.api.viewsets import TenantViewSet
from coe_portal.not_found import found_or_404
from governance.actions import frias, papers
from governance.actions.frias import Filing
from governance.actions.papers import PointText
from governance.choices import PaperKind
from governance.models.papers import LONGEST_TEXT
from governance.permissions.papers import VIEW_PAPERS
from governance.queries.papers import paper_of, shelf_of
from intake.models.use_cases import UseCase

KIND = r"(?P<kind>[a-z_]{1,20})"
POINT = rf"{KIND}/points/(?P<point>[-\w]{{1,20}})"


class FactSerializer(serializers.Serializer[Any]):
    """What the portal knows."""

    name = serializers.CharField(source="label")
    text = serializers.CharField()
    url = serializers.CharField()


class EntrySerializer(serializers.Serializer[Any]):
    """A point of a paper."""

    point = serializers.CharField(source="point.key")
    ref = serializers.CharField(source="point.ref")
    title = serializers.CharField(source="point.title")
    facts = FactSerializer(many=True)
    text = serializers.CharField()
    revision = serializers.IntegerField()
    is_gap = serializers.BooleanField()


class EditionSerializer(serializers.Serializer[Any]):
    """An edition that was kept."""

    number = serializers.IntegerField()
    digest = serializers.CharField()
    gap_count = serializers.IntegerField()
    made_at = Moment()
    url = serializers.CharField(source="get_absolute_url")


class PaperSerializer(serializers.Serializer[Any]):
    """A paper as it stands, with its last fifty editions."""

    kind = serializers.ChoiceField(PaperKind.choices)
    is_due = serializers.BooleanField()
    sections = serializers.ListField(child=serializers.CharField())
    points = EntrySerializer(many=True, source="entries")
    editions = EditionSerializer(many=True)


class PointTextSerializer(serializers.Serializer[Any]):
    """A text; `revision` is the one that was read."""

    text = serializers.CharField(max_length=LONGEST_TEXT, allow_blank=True)
    revision = serializers.IntegerField(min_value=0, default=0)


class FilingSerializer(serializers.Serializer[Any]):
    """When registration data were filed, and under which number."""

    filed_on = Day()
    register_number = serializers.CharField(max_length=100)
    note = serializers.CharField(max_length=500, allow_blank=True, default="")


class PaperViewSet(TenantViewSet):
    """Papers of the EU AI Act by the reference of their use case (UC-1)."""

    lookup_field = "reference"
    lookup_value_regex = r"[Uu][Cc]-\d+"
    serializer_class = PaperSerializer
    pagination_class = None
    # The right is asked with the use case: its team reads and writes too.
    permissions: ClassVar[dict[str, str]] = dict.fromkeys(
        ("paper", "point", "edition", "filing"), "intake.view"
    )

    def _case(self) -> UseCase:
        rows = UseCase.objects.visible_to(self.member).by_reference(self.kwargs["reference"])
        found: UseCase = found_or_404(rows.first())
        require(self.actor, VIEW_PAPERS.code, found)
        return found

    def _kind(self) -> PaperKind:
        if self.kwargs["kind"] not in PaperKind.values:
            raise Http404
        return PaperKind(self.kwargs["kind"])

    def _given(self, serializer: type[serializers.Serializer[Any]]) -> dict[str, Any]:
        given = serializer(data=self.request.data)
        given.is_valid(raise_exception=True)
        data: dict[str, Any] = given.validated_data
        return data

    def _told(self, case: UseCase, kind: PaperKind, status: int = 200) -> Response:
        paper = paper_of(case, kind)
        shown = {
            "kind": kind.value,
            "is_due": paper.is_due,
            "sections": paper.sections,
            "entries": paper.entries,
            "editions": shelf_of(case, kind).editions,
        }
        return Response(PaperSerializer(shown).data, status=status)

    @extend_schema(responses=PaperSerializer)
    @action(detail=True, url_path=KIND)
    def paper(self, request: Request, reference: str, kind: str) -> Response:  # noqa: ARG002
        """A paper with what is known, written and missing."""
        return self._told(self._case(), self._kind())

    @extend_schema(request=PointTextSerializer, responses=PaperSerializer)
    @action(detail=True, methods=["put"], url_path=POINT)
    def point(self, request: Request, reference: str, kind: str, point: str) -> Response:  # noqa: ARG002
        """Save the text of a point."""
        case, given = self._case(), PointText(**self._given(PointTextSerializer))
        papers.write_point(case, self._kind(), point, given, actor=self.actor)
        return self._told(case, self._kind())

    @extend_schema(request=None, responses={201: PaperSerializer})
    @action(detail=True, methods=["post"], url_path=rf"{KIND}/editions")
    def edition(self, request: Request, reference: str, kind: str) -> Response:  # noqa: ARG002
        """Keep it as it stands; an impact assessment is sent for approval with it."""
        case, wanted = self._case(), self._kind()
        if wanted == PaperKind.FRIA:
            frias.send_fria(case, actor=self.actor)
        else:
            papers.keep_edition(case, wanted, actor=self.actor)
        return self._told(case, wanted, 201)

    @extend_schema(request=FilingSerializer, responses={201: PaperSerializer})
    @action(detail=True, methods=["post"], url_path="registration/filing")
    def filing(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """Record that the registration data were filed."""
        case, filing = self._case(), Filing(**self._given(FilingSerializer))
        frias.file_registration(case, filing, actor=self.actor)
        return self._told(case, PaperKind.REGISTRATION, 201)
