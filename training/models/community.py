"""What people share with each other: champions, articles, questions to the CoE."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.models import Membership
from coe_portal.tenancy.addresses import org_url
from coe_portal.tenancy.managers import TenantManager, TenantQuerySet
from coe_portal.tenancy.models import BusinessUnit, FrozenModel, TenantModel
from coe_portal.tenancy.references import Referenced, ReferencedQuerySet
from training.choices import ArticleState, QuestionState

LANGUAGE = "english"


class ChampionQuerySet(TenantQuerySet["Champion"]):
    def serving(self, on: dt.date) -> ChampionQuerySet:
        """Champions on this day."""
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on), starts_on__lte=on)


class Champion(TenantModel):
    """The person in a business unit whom one asks about AI first."""

    business_unit = models.ForeignKey(
        BusinessUnit, on_delete=models.PROTECT, related_name="champions"
    )
    member = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="champion_of")
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)

    objects: ClassVar = TenantManager.from_queryset(ChampionQuerySet)()

    class Meta:
        ordering = ("business_unit__name", "starts_on", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["business_unit", "member"],
                condition=Q(ends_on__isnull=True),
                name="each_champion_once_per_unit",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="champion_ends_after_starting",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.business_unit}: {self.member}"


class HasWords(Func):
    """`HasWords(F("pk"), Value(text))`: the ids of the matches are read once, as an array."""

    arity = 2
    arg_joiner = " = ANY (ARRAY(SELECT training_articles_matching("
    template = "%(expressions)s)))"
    output_field = models.BooleanField()


class ArticleQuerySet(ReferencedQuerySet["Article"]):
    LONGEST_SEARCH = 500

    def matching(self, text: str) -> ArticleQuerySet:
        """Articles with all words of a text, of which the last may be unfinished; or KB-1 itself.

        Row-level security keeps a plain query from the text index, so a function of the database
        reads it.
        """
        wanted = text.replace("\x00", "").strip()[: self.LONGEST_SEARCH]
        return self.by_reference(wanted) | self.filter(HasWords(F("pk"), Value(wanted)))

    def published(self) -> ArticleQuerySet:
        """What everybody reads."""
        return self.filter(state=ArticleState.PUBLISHED)


class Article(Referenced, TenantModel):
    """A page of the knowledge base in Markdown."""

    PREFIX = "KB"

    number = models.PositiveIntegerField()
    title = models.CharField(_("title"), max_length=200)
    body = models.TextField(_("text"), max_length=60_000, blank=True)
    tags = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    state = models.CharField(max_length=10, choices=ArticleState, default=ArticleState.DRAFT)
    author = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="articles")
    published_at = models.DateTimeField(null=True, blank=True)
    revision = models.PositiveIntegerField(default=0)
    search = models.GeneratedField(
        expression=SearchVector(F("title"), weight="A", config=LANGUAGE)
        + SearchVector(F("body"), weight="B", config=LANGUAGE),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    objects: ClassVar = TenantManager.from_queryset(ArticleQuerySet)()

    class Meta:
        ordering = ("-published_at", "-id")
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "number"], name="one_article_per_number"
            ),
        ]
        indexes = [
            GinIndex(fields=["search"], name="article_search"),
            models.Index(
                fields=["organization", "state", "-published_at", "-id"], name="articles_by_time"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return org_url("training:article", reference=self.reference)


class ArticleRevision(FrozenModel):
    """An article as it was after a save."""

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    body = models.TextField(blank=True)
    author = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-number",)
        constraints = [
            models.UniqueConstraint(fields=["article", "number"], name="revisions_are_numbered"),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.number})"


class CommunityQuestionQuerySet(ReferencedQuerySet["CommunityQuestion"]):
    def open(self) -> CommunityQuestionQuerySet:
        """Neither answered well nor closed."""
        return self.filter(accepted__isnull=True, closed_at__isnull=True)

    def matching(self, text: str) -> CommunityQuestionQuerySet:
        """Questions whose title or details hold the text."""
        return self.filter(Q(title__icontains=text) | Q(body__icontains=text))


class CommunityQuestion(Referenced, TenantModel):
    """A question to the CoE that everybody can read with its answers."""

    PREFIX = "Q"

    number = models.PositiveIntegerField()
    title = models.CharField(_("question"), max_length=200)
    body = models.TextField(_("details"), max_length=5000, blank=True)
    asker = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="questions")
    accepted = models.ForeignKey(
        "Answer", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    closed_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar = TenantManager.from_queryset(CommunityQuestionQuerySet)()

    class Meta:
        ordering = ("-number",)
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "number"], name="one_community_question_per_number"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def state(self) -> QuestionState:
        if self.accepted_id is not None:
            return QuestionState.ANSWERED
        return QuestionState.OPEN if self.closed_at is None else QuestionState.CLOSED

    def get_absolute_url(self) -> str:
        return org_url("training:community_question", reference=self.reference)


class Answer(TenantModel):
    """An answer to a question; the asker or the CoE accepts one."""

    question = models.ForeignKey(
        CommunityQuestion, on_delete=models.PROTECT, related_name="answers"
    )
    author = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    body = models.TextField(_("answer"), max_length=10_000)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return self.body[:80]
