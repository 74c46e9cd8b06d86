"""Administration → Rules: versions of the documents that read answers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext_lazy as _

from coe_portal.jobs import running
from coe_portal.not_found import found_or_404
from coe_portal.tenancy.addresses import org_url
from coe_portal.ui.views import (
    ActionView,
    Crumb,
    FormPageView,
    FragmentView,
    PageView,
    TenantView,
)
from intake import permissions as rights
from intake.actions import rulebooks
from intake.actions.replays import request_replay
from intake.forms.policy_rules import PolicyRules, PolicyRulesForm, rearranged, rows_sent
from intake.forms.rubric_weights import RubricWeights, RubricWeightsForm
from intake.forms.rules import Content, DocumentForm
from intake.models.rulebooks import Rubric, RuleDocument, TierPolicy
from intake.queries import replays
from intake.queries.rule_pages import KINDS, groups, kinds, policy_words
from intake.queries.rulebook import published
from intake.tasks import replay_rules

REPLAYED = (TierPolicy.KIND, Rubric.KIND)


class DocumentMixin:
    """Finds the version of the address."""

    kwargs: dict[str, Any]

    def find_subject(self) -> RuleDocument:
        """The version, or 404."""
        model = model_of(self.kwargs["kind"])
        return found_or_404(model.objects.filter(version=self.kwargs["version"]).first())


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
            "is_replayed": self.subject.KIND in REPLAYED,
        }


class ReplayFragment(DocumentMixin, FragmentView):
    """Which cases a draft would move: at once for a small portfolio, by a job for a large one."""

    permission = rights.MANAGE_RULES.code
    template_name = "intake/rules/replay.html"

    def page(self) -> dict[str, Any]:
        draft: RuleDocument = self.subject
        if draft.KIND not in REPLAYED or rulebooks.problems_of(draft):
            return {"has_problems": True}
        if replays.is_small():
            return {"replay": replays.replay(draft)}
        job = replays.latest_job(draft)
        if job is not None and not job.is_finished:
            return {"job": job}
        is_fresh = job is not None and job.outcome.get("digest") == draft.digest
        return {"job": job, "replay": replays.replay_of(job) if job and is_fresh else None}


class ReplayAll(DocumentMixin, ActionView):
    """Let a worker try the draft on every case."""

    permission = rights.MANAGE_RULES.code
    success_message = _("The draft is being tried on all use cases.")

    def act(self, payload: None) -> RuleDocument:  # noqa: ARG002
        draft: RuleDocument = self.subject
        if draft.KIND not in REPLAYED:
            raise Http404
        job = request_replay(draft, actor=self.actor)
        running.hand_over(job, replay_rules, job_id=job.pk, kind=draft.KIND)
        return draft


class DraftView(ActionView):
    """A new draft with the content of the version in force."""

    permission = rights.MANAGE_RULES.code
    success_message = _("A draft with the content in force. Change it, then publish it.")

    def act(self, payload: None) -> RuleDocument:  # noqa: ARG002
        model = model_of(self.kwargs["kind"])
        now = published(model)
        return rulebooks.draft_document(model, now.document, title=now.title, actor=self.actor)


class DraftForm(DocumentMixin, FormPageView):
    """What the ways to change a draft have in common."""

    permission = rights.MANAGE_RULES.code
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

    def act(self, payload: Content | PolicyRules | RubricWeights) -> RuleDocument:
        draft: RuleDocument = self.subject
        return rulebooks.edit_document(draft, payload.document, actor=self.actor, seen=payload.seen)


class JsonPage(DraftForm):
    """The whole content as text: to take it away, or to bring it from elsewhere."""

    form_class = DocumentForm

    def form_kwargs(self) -> dict[str, Any]:
        text = json.dumps(self.subject.document, ensure_ascii=False, indent=1)
        return {"initial": {"document": text, "seen": self.subject.digest}}


class PolicyPage(DraftForm):
    """The rules of a tier policy. Buttons that move rules about save nothing yet."""

    form_class = PolicyRulesForm
    template_name = "intake/rules/policy_rules.html"

    def form_kwargs(self) -> dict[str, Any]:
        return {"document": self.subject.document, "digest": self.subject.digest}

    def page(self) -> dict[str, Any]:
        return {"words": policy_words(self.subject.document), "json_url": json_url(self.subject)}

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        wish = request.POST.get("do", "")
        if not wish:
            return super().post(request, **kwargs)
        rows, looked_at = rearranged(rows_sent(request.POST), wish)
        form = PolicyRulesForm(**self.form_kwargs(), rows=rows)
        form.initial["seen"] = request.POST.get("seen", "")
        form.initial["renews_cases"] = "renews_cases" in request.POST
        return self.render(self.template_name, {"form": form, "looked_at": looked_at})


class WeightsPage(DraftForm):
    """The weights of a rubric."""

    form_class = RubricWeightsForm
    template_name = "intake/rules/rubric_weights.html"

    def form_kwargs(self) -> dict[str, Any]:
        return {"document": self.subject.document, "digest": self.subject.digest}

    def page(self) -> dict[str, Any]:
        return {"json_url": json_url(self.subject)}


EDITORS: Mapping[str, type[DraftForm]] = {TierPolicy.KIND: PolicyPage, Rubric.KIND: WeightsPage}


class EditPage(DocumentMixin, TenantView):
    """The editor of the kind; content that is no document of its kind is changed as text."""

    permission = rights.MANAGE_RULES.code

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        is_whole = bool(groups(self.subject))
        page = EDITORS.get(self.subject.KIND, JsonPage) if is_whole else JsonPage
        return page.as_view()(request, *args, **kwargs)


def json_url(draft: RuleDocument) -> str:
    """Where the content of a draft is text."""
    return org_url("intake:rules_json", kind=draft.KIND, version=draft.version)


class PublishView(DocumentMixin, ActionView):
    permission = rights.MANAGE_RULES.code
    success_message = _("In force for everything that is submitted from now on.")

    def act(self, payload: None) -> RuleDocument:  # noqa: ARG002
        draft: RuleDocument = self.subject
        return rulebooks.publish_document(draft, actor=self.actor)
