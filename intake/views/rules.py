"""Administration → Rules: versions of the documents that read answers."""

from __future__ import annotations

import json
from typing import Any

from django.http import Http404
from django.utils.translation import gettext_lazy as _

from coe_portal.tenancy.addresses import org_url
from coe_portal.ui.views import ActionView, Crumb, FormPageView, FragmentView, PageView
from intake import permissions as rights
from intake.actions import rulebooks
from intake.forms.rules import Content, DocumentForm
from intake.models.rulebooks import RuleDocument, TierPolicy
from intake.queries.replays import replay_tier_policy
from intake.queries.rule_pages import KINDS, groups, kinds
from intake.queries.rulebook import published


class DocumentMixin:
    """Finds the version of the address."""

    kwargs: dict[str, Any]

    def find_subject(self) -> RuleDocument:
        """The version, or 404."""
        model = model_of(self.kwargs["kind"])
        found = model.objects.filter(version=self.kwargs["version"]).first()
        if found is None:
            raise Http404
        return found


def model_of(kind: str) -> type[RuleDocument]:
    """The model that an address names, or 404."""
    if kind not in KINDS:
        raise Http404
    return KINDS[kind][0]


class RulesPage(PageView):
    permission = rights.VIEW_RULES.code
    template_name = "intake/rules/rules.html"

    def page(self) -> dict[str, Any]:
        return {"kinds": kinds(), "may_manage": self.member.may(rights.MANAGE_RULES.code)}


class VersionPage(DocumentMixin, PageView):
    permission = rights.VIEW_RULES.code
    template_name = "intake/rules/version.html"

    def page(self) -> dict[str, Any]:
        may_manage = self.member.may(rights.MANAGE_RULES.code)
        is_draft = self.subject.is_draft
        return {
            "kind": KINDS[self.subject.KIND][1],
            "groups": groups(self.subject),
            "may_manage": may_manage,
            "problems": rulebooks.problems_of(self.subject) if may_manage and is_draft else [],
            "is_policy": isinstance(self.subject, TierPolicy),
        }


class ReplayFragment(DocumentMixin, FragmentView):
    """Which cases a draft of a tier policy would move."""

    permission = rights.MANAGE_RULES.code
    template_name = "intake/rules/replay.html"

    def page(self) -> dict[str, Any]:
        if not isinstance(self.subject, TierPolicy) or rulebooks.problems_of(self.subject):
            return {"replay": None}
        return {"replay": replay_tier_policy(self.subject)}


class DraftView(ActionView):
    """A new draft with the content of the version in force."""

    permission = rights.MANAGE_RULES.code
    success_message = _("A draft with the content in force. Change it, then publish it.")

    def act(self, payload: None) -> RuleDocument:  # noqa: ARG002
        model = model_of(self.kwargs["kind"])
        now = published(model)
        return rulebooks.draft_document(model, now.document, title=now.title, actor=self.actor)


class EditPage(DocumentMixin, FormPageView):
    permission = rights.MANAGE_RULES.code
    form_class = DocumentForm
    title = _("Change the draft")
    subtitle = _("Nobody uses a draft until it is published.")
    success_message = _("The draft is saved.")

    @property
    def cancel_url(self) -> str:
        return str(self.subject.get_absolute_url())

    @property
    def parents(self) -> list[Crumb]:
        return [
            Crumb(org_url("intake:rules"), _("Rules")),
            Crumb(self.cancel_url, str(self.subject)),
        ]

    def form_kwargs(self) -> dict[str, Any]:
        text = json.dumps(self.subject.document, ensure_ascii=False, indent=1)
        return {"initial": {"document": text}}

    def act(self, payload: Content) -> RuleDocument:
        draft: RuleDocument = self.subject
        return rulebooks.edit_document(draft, payload.document, actor=self.actor)


class PublishView(DocumentMixin, ActionView):
    permission = rights.MANAGE_RULES.code
    success_message = _("In force for everything that is submitted from now on.")

    def act(self, payload: None) -> RuleDocument:  # noqa: ARG002
        draft: RuleDocument = self.subject
        return rulebooks.publish_document(draft, actor=self.actor)
