"""The knowledge base."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.authorization import permits
from coe_portal.accounts.models import Membership
from coe_portal.not_found import found_or_404
from coe_portal.tenancy.addresses import org_url
from coe_portal.ui.views import ActionView, ButtonLink, Crumb, FormPageView, ListPageView, PageView
from training.actions import articles
from training.actions.articles import ArticleText
from training.choices import ArticleState
from training.filters import ArticleFilters
from training.forms.community import ArticleForm
from training.models.community import Article
from training.permissions import (
    EDIT_ARTICLE,
    PUBLISH_ARTICLES,
    VIEW_ARTICLE,
    VIEW_CATALOGUE,
    WRITE_ARTICLES,
    articles_visible_to,
)
from training.queries.community import RevisionView, revision_view
from training.tables.community import ArticleTable

REVISIONS_SHOWN = 30


class ArticlesPage(ListPageView):
    permission = VIEW_CATALOGUE.code
    template_name = "training/community/list.html"
    title = _("Knowledge base")
    subtitle = _("What we learned, written down for each other.")
    table_class = ArticleTable
    filters_class = ArticleFilters
    empty_icon = "book-open"
    empty_title = _("No articles yet")
    empty_text = _("Write down what others keep asking you.")

    def rows(self) -> QuerySet[Article]:
        return (
            articles_visible_to(self.member).select_related("author__user").defer("body", "search")
        )

    def actions(self) -> list[ButtonLink]:
        if not permits(self.actor, WRITE_ARTICLES.code):
            return []
        url = org_url("training:article_new")
        return [ButtonLink(url, _("Write an article"), "plus", "primary")]


class OneArticle:
    """Finds the article of the address among those that the member may see."""

    kwargs: dict[str, Any]
    member: Membership

    def find_subject(self) -> Article:
        visible = articles_visible_to(self.member).select_related("author__user")
        return found_or_404(visible.by_reference(self.kwargs["reference"]).first())


class ArticlePage(OneArticle, PageView):
    permission = VIEW_ARTICLE.code
    template_name = "training/community/article.html"

    def page(self) -> dict[str, Any]:
        article: Article = self.subject
        may_publish = permits(self.actor, PUBLISH_ARTICLES.code)
        revisions = article.revisions.select_related("author__user").defer("body")
        return {
            "may_edit": permits(self.actor, EDIT_ARTICLE.code, article),
            "may_publish": may_publish and article.state != ArticleState.PUBLISHED,
            "may_archive": may_publish and article.state == ArticleState.PUBLISHED,
            "revisions": revisions[:REVISIONS_SHOWN],
        }


class RevisionPage(OneArticle, PageView):
    """What one save changed."""

    permission = VIEW_ARTICLE.code
    template_name = "training/community/revision.html"

    def page(self) -> dict[str, Any]:
        found: RevisionView = found_or_404(revision_view(self.subject, self.kwargs["number"]))
        return {"shown": found}


class ArticleFormView(FormPageView):
    """The form of an article."""

    form_class = ArticleForm

    @property
    def parents(self) -> list[Crumb]:
        return [Crumb(org_url("training:articles"), _("Knowledge base"))]

    @property
    def cancel_url(self) -> str:
        return org_url("training:articles")


class WriteView(ArticleFormView):
    permission = WRITE_ARTICLES.code
    title = _("Write an article")
    subtitle = _("It is a draft until staff publish it.")
    success_message = _("The draft is saved.")

    def act(self, payload: ArticleText) -> Article:
        return articles.write_article(payload, actor=self.actor)


class EditView(OneArticle, ArticleFormView):
    permission = EDIT_ARTICLE.code
    title = _("Change the article")
    success_message = _("The article is saved.")

    def form_kwargs(self) -> dict[str, Any]:
        article: Article = self.subject
        return {
            "initial": {
                "title": article.title,
                "body": article.body,
                "tags": ", ".join(article.tags),
                "revision": article.revision,
            }
        }

    def act(self, payload: ArticleText) -> Article:
        return articles.change_article(self.subject, payload, actor=self.actor)


class PublishView(OneArticle, ActionView):
    permission = PUBLISH_ARTICLES.code
    success_message = _("Everybody can read the article now.")

    def act(self, payload: None) -> Article:  # noqa: ARG002 (there is no form)
        return articles.publish_article(self.subject, actor=self.actor)


class ArchiveView(OneArticle, ActionView):
    permission = PUBLISH_ARTICLES.code
    success_message = _("The article is archived.")

    def act(self, payload: None) -> Article:  # noqa: ARG002
        return articles.archive_article(self.subject, actor=self.actor)
