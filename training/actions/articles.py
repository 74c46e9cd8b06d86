"""The knowledge base: write, change, publish, archive. Each save keeps what the article was."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.authorization import require
from coe_portal.accounts.models import Membership
from coe_portal.audit.recording import record
from coe_portal.errors import InvalidTransition, NotAllowed, StaleState
from coe_portal.notifications.dispatch import notify
from coe_portal.tenancy.references import next_number
from training import declarations as told
from training.choices import ArticleState
from training.models.community import Article, ArticleRevision
from training.permissions import EDIT_ARTICLE, PUBLISH_ARTICLES, WRITE_ARTICLES

MOST_TAGS = 10
LONGEST_TAG = 40


@dataclass(frozen=True)
class ArticleText:
    """What an article says; `revision` is the save that was read before this one."""

    title: str
    body: str
    tags: tuple[str, ...] = ()
    revision: int = 0


@transaction.atomic
def write_article(text: ArticleText, *, actor: Actor) -> Article:
    """A new article, as a draft that only its author and staff see."""
    require(actor, WRITE_ARTICLES.code)
    author = _author(actor)
    article = Article.objects.create(
        number=next_number(Article.PREFIX),
        title=text.title,
        body=text.body,
        tags=_clean_tags(text.tags),
        author=author,
    )
    _keep(article, author)
    record(told.ARTICLE_WRITTEN, article, actor=actor, after={"title": article.title})
    return article


@transaction.atomic
def change_article(article: Article, text: ArticleText, *, actor: Actor) -> Article:
    """Save another text.

    Raises:
        NotAllowed: it is neither the actor's own draft, nor is the actor staff.
        StaleState: somebody saved since the actor read it.
    """
    article = Article.objects.locked(article.pk)
    require(actor, EDIT_ARTICLE.code, article)
    if text.revision != article.revision:
        raise StaleState(
            _("Somebody changed the article meanwhile: copy your text, and open it again."),
            code="article.changed",
        )
    before = {"title": article.title, "tags": article.tags}
    article.title, article.body, article.tags = text.title, text.body, _clean_tags(text.tags)
    article.save(update_fields=["title", "body", "tags", "updated_at"])
    _keep(article, _author(actor))
    after = {"title": article.title, "tags": article.tags, "revision": article.revision}
    record(told.ARTICLE_CHANGED, article, actor=actor, before=before, after=after)
    return article


@transaction.atomic
def publish_article(article: Article, *, actor: Actor) -> Article:
    """Show an article to everybody.

    Raises:
        InvalidTransition: it is published.
    """
    require(actor, PUBLISH_ARTICLES.code)
    article = Article.objects.locked(article.pk)
    if article.state == ArticleState.PUBLISHED:
        raise InvalidTransition(_("The article is published."), code="article.published")
    article.published_at = timezone.now()
    article = _move(article, ArticleState.PUBLISHED)
    if not actor.is_member(article.author_id):
        notify(
            told.MY_ARTICLE_PUBLISHED,
            [article.author],
            article,
            context={"article": article.title},
            url=article.get_absolute_url(),
        )
    record(told.ARTICLE_PUBLISHED, article, actor=actor, after={"state": article.state})
    return article


@transaction.atomic
def archive_article(article: Article, *, actor: Actor) -> Article:
    """Take an article out of the knowledge base; it can be published again.

    Raises:
        InvalidTransition: it is archived.
    """
    require(actor, PUBLISH_ARTICLES.code)
    article = Article.objects.locked(article.pk)
    if article.state == ArticleState.ARCHIVED:
        raise InvalidTransition(_("The article is archived."), code="article.archived")
    before = article.state
    article = _move(article, ArticleState.ARCHIVED)
    record(
        told.ARTICLE_ARCHIVED,
        article,
        actor=actor,
        before={"state": before},
        after={"state": article.state},
    )
    return article


def _move(article: Article, state: ArticleState) -> Article:
    article.state = state
    article.save(update_fields=["state", "published_at", "updated_at"])
    return article


def _keep(article: Article, author: Membership) -> None:
    article.revision += 1
    article.save(update_fields=["revision"])
    ArticleRevision.objects.create(
        article=article,
        number=article.revision,
        title=article.title,
        body=article.body,
        author=author,
    )


def _author(actor: Actor) -> Membership:
    if actor.membership is None:
        raise NotAllowed(_("Only members write articles."), permission=WRITE_ARTICLES.code)
    return actor.membership


def _clean_tags(tags: Any) -> list[str]:
    """Small letters, each once, in order."""
    cleaned = (" ".join(tag.lower().split())[:LONGEST_TAG] for tag in tags)
    return list(dict.fromkeys(tag for tag in cleaned if tag))[:MOST_TAGS]
