"""The API of the community: articles, questions, champions; the same actions as the pages."""

from __future__ import annotations

from typing import Any, ClassVar

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from coe_portal.api.fields import Day, Moment
from coe_portal.api.pagination import CursorPagination
from coe_portal.api.viewsets import TenantViewSet
from coe_portal.not_found import found_or_404
from coe_portal.tenancy.clock import today_here
from coe_portal.tenancy.models import BusinessUnit
from training.actions import articles, community
from training.actions.articles import ArticleText
from training.actions.community import Asking, Naming
from training.choices import ArticleState, QuestionState
from training.models.community import Answer, Article, Champion, CommunityQuestion
from training.permissions import (
    ASK_COMMUNITY,
    PUBLISH_ARTICLES,
    STEER_COMMUNITY,
    VIEW_CATALOGUE,
    WRITE_ARTICLES,
    articles_visible_to,
)
from training.queries.community import answers_of, questions_with_counts
from training.queries.people import colleague_with_email


class NumberPages(CursorPagination):
    """Newest reference first."""

    ordering = ("-number", "-id")


class ArticleRowSerializer(serializers.Serializer[Any]):
    """An article in a list."""

    reference = serializers.CharField()
    title = serializers.CharField()
    tags = serializers.ListField(child=serializers.CharField())
    state = serializers.ChoiceField(ArticleState.choices)
    author = serializers.CharField()
    published_at = Moment(allow_null=True)
    revision = serializers.IntegerField()


class ArticleSerializer(ArticleRowSerializer):
    """An article with its Markdown."""

    body = serializers.CharField()


class ArticleTextSerializer(serializers.Serializer[ArticleText]):
    """What an article says; `revision` is the one that was read, to change it."""

    title = serializers.CharField(max_length=200)
    body = serializers.CharField(max_length=60_000)
    tags = serializers.ListField(
        child=serializers.CharField(max_length=40), max_length=articles.MOST_TAGS, default=list
    )
    revision = serializers.IntegerField(min_value=0, default=0)

    def payload(self) -> ArticleText:
        """The action's input."""
        data = self.validated_data
        return ArticleText(**{**data, "tags": tuple(data["tags"])})


class ArticleViewSet(TenantViewSet):
    """Articles of the knowledge base by reference (KB-1)."""

    lookup_field = "reference"
    lookup_value_regex = r"[Kk][Bb]-\d+"
    pagination_class = NumberPages
    serializer_class = ArticleRowSerializer
    # Whose draft it is, is asked by the actions, with the article.
    permissions: ClassVar[dict[str, str]] = {
        "list": VIEW_CATALOGUE.code,
        "retrieve": VIEW_CATALOGUE.code,
        "create": WRITE_ARTICLES.code,
        "update": WRITE_ARTICLES.code,
        "publish": PUBLISH_ARTICLES.code,
        "archive": PUBLISH_ARTICLES.code,
    }

    def get_queryset(self) -> Any:
        return articles_visible_to(self.member).select_related("author__user").defer("search")

    def _article(self) -> Article:
        found: Article = found_or_404(
            self.get_queryset().by_reference(str(self.kwargs["reference"])).first()
        )
        return found

    def _text(self) -> ArticleText:
        given = ArticleTextSerializer(data=self.request.data)
        given.is_valid(raise_exception=True)
        return given.payload()

    @extend_schema(
        parameters=[
            OpenApiParameter("q", str, description="Words of title or text"),
            OpenApiParameter("tag", str),
        ]
    )
    def list(self, request: Request) -> Response:
        """Articles that one may see, newest first."""
        rows = self.get_queryset().defer("search", "body")
        if wanted := request.query_params.get("q", "").strip():
            rows = rows.matching(wanted)
        if tag := request.query_params.get("tag", "").strip().lower():
            rows = rows.filter(tags__contains=[tag])
        return self.page_of(rows)

    @extend_schema(responses=ArticleSerializer)
    def retrieve(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """One article."""
        return Response(ArticleSerializer(self._article()).data)

    @extend_schema(request=ArticleTextSerializer, responses={201: ArticleSerializer})
    def create(self, request: Request) -> Response:  # noqa: ARG002
        """Write a draft."""
        article = articles.write_article(self._text(), actor=self.actor)
        return Response(ArticleSerializer(article).data, status=201)

    @extend_schema(request=ArticleTextSerializer, responses=ArticleSerializer)
    def update(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """Save another text; 409 when somebody saved since that revision."""
        article = articles.change_article(self._article(), self._text(), actor=self.actor)
        return Response(ArticleSerializer(article).data)

    @extend_schema(request=None, responses=ArticleSerializer)
    @action(detail=True, methods=["post"])
    def publish(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """Show it to everybody."""
        article = articles.publish_article(self._article(), actor=self.actor)
        return Response(ArticleSerializer(article).data)

    @extend_schema(request=None, responses=ArticleSerializer)
    @action(detail=True, methods=["post"])
    def archive(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """Take it out of the knowledge base."""
        article = articles.archive_article(self._article(), actor=self.actor)
        return Response(ArticleSerializer(article).data)


class QuestionSerializer(serializers.Serializer[Any]):
    """A question; `state` follows from its answers."""

    reference = serializers.CharField(read_only=True)
    title = serializers.CharField(max_length=200)
    body = serializers.CharField(max_length=5000, allow_blank=True, default="")
    asker = serializers.CharField(read_only=True)
    state = serializers.ChoiceField(QuestionState.choices, read_only=True)
    created_at = Moment(read_only=True)


class AnswerSerializer(serializers.Serializer[Any]):
    """An answer in Markdown."""

    id = serializers.IntegerField(read_only=True)
    author = serializers.CharField(read_only=True)
    body = serializers.CharField(max_length=10_000)
    created_at = Moment(read_only=True)


class AcceptSerializer(serializers.Serializer[Any]):
    """Which answer helped."""

    answer = serializers.IntegerField()


class QuestionViewSet(TenantViewSet):
    """Questions to the CoE by reference (Q-1)."""

    lookup_field = "reference"
    lookup_value_regex = r"[Qq]-\d+"
    pagination_class = NumberPages
    serializer_class = QuestionSerializer
    # Who asked, is asked by the actions, with the question.
    permissions: ClassVar[dict[str, str]] = {
        "list": VIEW_CATALOGUE.code,
        "retrieve": VIEW_CATALOGUE.code,
        "create": ASK_COMMUNITY.code,
        "answer": ASK_COMMUNITY.code,
        "accept": ASK_COMMUNITY.code,
        "close": ASK_COMMUNITY.code,
    }

    def get_queryset(self) -> Any:
        return questions_with_counts()

    def _question(self) -> CommunityQuestion:
        found: CommunityQuestion = found_or_404(
            self.get_queryset().by_reference(str(self.kwargs["reference"])).first()
        )
        return found

    def list(self, request: Request) -> Response:  # noqa: ARG002
        """All questions, newest first."""
        return self.page_of(self.get_queryset())

    @extend_schema(responses=OpenApiTypes.OBJECT)
    def retrieve(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """One question with its answers, the accepted one first."""
        return Response(_with_answers(self._question()))

    @extend_schema(request=QuestionSerializer, responses={201: QuestionSerializer})
    def create(self, request: Request) -> Response:
        """Ask."""
        given = QuestionSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        question = community.ask_question(Asking(**given.validated_data), actor=self.actor)
        return Response(QuestionSerializer(question).data, status=201)

    @extend_schema(request=AnswerSerializer, responses={201: AnswerSerializer})
    @action(detail=True, methods=["post"])
    def answer(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """Answer a question."""
        question = self._question()
        given = AnswerSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        answer = community.answer_question(question, given.validated_data["body"], actor=self.actor)
        return Response(AnswerSerializer(answer).data, status=201)

    @extend_schema(request=AcceptSerializer, responses=OpenApiTypes.OBJECT)
    @action(detail=True, methods=["post"])
    def accept(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """Say which answer helped."""
        question = self._question()
        given = AcceptSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        chosen: Answer = found_or_404(
            question.answers.filter(pk=given.validated_data["answer"]).first()
        )
        return Response(_with_answers(community.accept_answer(chosen, actor=self.actor)))

    @extend_schema(request=None, responses=OpenApiTypes.OBJECT)
    @action(detail=True, methods=["post"])
    def close(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """Take no more answers."""
        closed = community.close_question(self._question(), actor=self.actor)
        return Response(_with_answers(closed))


def _with_answers(question: CommunityQuestion) -> dict[str, Any]:
    answers = AnswerSerializer(answers_of(question), many=True).data
    accepted = question.accepted_id
    return {**QuestionSerializer(question).data, "accepted": accepted, "answers": answers}


class ChampionSerializer(serializers.Serializer[Any]):
    """Who is champion of a unit; the member by e-mail."""

    unit = serializers.SlugRelatedField(
        slug_field="code", source="business_unit", queryset=BusinessUnit.objects.all()
    )
    email = serializers.EmailField(source="member.user.email")
    name = serializers.CharField(source="member", read_only=True)
    starts_on = Day()
    ends_on = Day(allow_null=True, default=None)


class ChampionViewSet(TenantViewSet):
    """Champions who serve today."""

    pagination_class = CursorPagination
    serializer_class = ChampionSerializer
    permissions: ClassVar[dict[str, str]] = {
        "list": VIEW_CATALOGUE.code,
        "create": STEER_COMMUNITY.code,
    }

    def get_queryset(self) -> Any:
        serving = Champion.objects.serving(today_here())
        return serving.select_related("business_unit", "member__user")

    def list(self, request: Request) -> Response:  # noqa: ARG002
        """Champions of today."""
        return self.page_of(self.get_queryset())

    @extend_schema(request=ChampionSerializer, responses={201: ChampionSerializer})
    def create(self, request: Request) -> Response:
        """Name a champion."""
        given = ChampionSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        data = given.validated_data
        naming = Naming(
            unit=data["business_unit"],
            member=colleague_with_email(data["member"]["user"]["email"]),
            starts_on=data["starts_on"],
            ends_on=data["ends_on"],
        )
        champion = community.name_champion(naming, actor=self.actor)
        return Response(ChampionSerializer(champion).data, status=201)
