"""Versions of a policy: the draft with its preview, the approval, what changed, the PDF."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.authorization import permits
from coe_portal.jobs import running
from coe_portal.jobs.models import Job
from coe_portal.jobs.results import file_response
from coe_portal.not_found import found_or_404
from coe_portal.tenancy.addresses import org_url
from coe_portal.ui.htmx import redirect
from coe_portal.ui.views import ActionView, FormPageView, FragmentView, PageView
from governance.actions import policies, policy_approval as approval
from governance.actions.policies import DraftText
from governance.actions.policy_approval import Publishing
from governance.actions.policy_printing import request_print
from governance.forms.policies import DraftForm, PublishForm, Reason, SendBackForm
from governance.models.attestations import Campaign
from governance.models.policies import LONGEST_TEXT, Policy, PolicyVersion
from governance.permissions import policies as rights
from governance.queries.policies import compare_versions, printed_version, version_in_work
from governance.tasks.policies import print_policy
from governance.views.policies import BelowPolicies, OnePolicy, visible_policy

MOST_DIGITS = 6
MOST_NUMBERS = 20


class InWork(OnePolicy):
    """An action on the version in work; its page is that of the policy."""

    @cached_property
    def version(self) -> PolicyVersion:
        return found_or_404(version_in_work(self.subject))

    def success_url(self, _result: Any) -> str:
        return str(self.subject.get_absolute_url())


class OpenDraftView(OnePolicy, ActionView):
    """Begin the next version, and go on to its text."""

    permission = rights.EDIT_POLICY.code

    def act(self, _payload: None) -> PolicyVersion:
        return policies.open_draft(self.subject, actor=self.actor)

    def success_url(self, result: PolicyVersion) -> str:
        return org_url("governance:policy_draft", reference=result.policy.reference)


class DraftView(InWork, FormPageView):
    permission = rights.EDIT_POLICY.code
    form_class = DraftForm
    template_name = "governance/policies/draft.html"
    title = _("Write the draft")
    success_message = _("The draft is saved.")

    def form_kwargs(self) -> dict[str, Any]:
        names = ("body", "change_note", "revision")
        return {"initial": {name: getattr(self.version, name) for name in names}}

    def act(self, payload: DraftText) -> PolicyVersion:
        return policies.save_draft(self.version, payload, actor=self.actor)


class PreviewView(FragmentView):
    """Markdown as readers will see it, while the writer types."""

    permission = rights.VIEW_POLICIES.code
    http_method_names = ["post", "options"]
    template_name = "governance/policies/preview.html"

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        text = request.POST.get("body", "")[:LONGEST_TEXT]
        return self.render(self.template_name, {"text": text})


class DiscardView(InWork, ActionView):
    permission = rights.EDIT_POLICY.code
    success_message = _("The draft is thrown away.")

    def act(self, _payload: None) -> Policy:
        return policies.discard_draft(self.version, actor=self.actor)


class SubmitView(InWork, ActionView):
    permission = rights.EDIT_POLICY.code
    success_message = _("Sent. Those who may approve it were told.")

    def act(self, _payload: None) -> PolicyVersion:
        return approval.submit_version(self.version, actor=self.actor)


class WithdrawView(InWork, ActionView):
    permission = rights.EDIT_POLICY.code
    success_message = _("It is a draft again.")

    def act(self, _payload: None) -> PolicyVersion:
        return approval.withdraw_version(self.version, actor=self.actor)


class ToApprove(BelowPolicies):
    """The right is asked for the version itself: its writers have none."""

    kwargs: dict[str, Any]

    def find_subject(self) -> PolicyVersion:
        return found_or_404(version_in_work(visible_policy(self.member, self.kwargs["reference"])))

    @property
    def cancel_url(self) -> str:
        return str(self.subject.policy.get_absolute_url())

    def success_url(self, _result: Any) -> str:
        return self.cancel_url


class ApproveView(ToApprove, ActionView):
    permission = rights.APPROVE_POLICY.code
    success_message = _("Approved. It can be published now.")

    def act(self, _payload: None) -> PolicyVersion:
        return approval.approve_version(self.subject, actor=self.actor)


class SendBackView(ToApprove, FormPageView):
    permission = rights.APPROVE_POLICY.code
    form_class = SendBackForm
    title = _("Send the draft back")
    subtitle = _("Its writers read what has to change, and can send it again.")
    submit_label = _("Send back")
    success_message = _("Sent back. Its writers were told why.")

    def act(self, payload: Reason) -> PolicyVersion:
        return approval.send_back(self.subject, payload.reason, actor=self.actor)


class PublishView(InWork, FormPageView):
    permission = rights.PUBLISH_POLICY.code
    form_class = PublishForm
    title = _("Publish the version")
    subtitle = _("It holds from now on, and stays as it is for good.")
    submit_label = _("Publish")
    success_message = _("Published.")

    def make_form(self, data: Any = None, files: Any = None) -> Any:
        """Nobody can be asked again who was never asked."""
        form = super().make_form(data, files)
        if form is not None and not Campaign.objects.filter(policy=self.subject).exists():
            del form.fields["asks_again"], form.fields["due_on"]
        return form

    def act(self, payload: Publishing) -> PolicyVersion:
        return approval.publish_version(self.version, payload, actor=self.actor)


class VersionMixin(OnePolicy):
    """Finds the version of the address; one in work is for those who work on it."""

    permission = rights.VIEW_POLICIES.code

    @cached_property
    def version(self) -> PolicyVersion:
        rows = self.subject.versions.all()
        if not rights.may_see_drafts(self.member, self.subject):
            rows = rows.published()
        rows = rows.select_related(
            "policy", "author__user", "approved_by__user", "published_by__user"
        )
        found: PolicyVersion = found_or_404(rows.filter(number=self.kwargs["number"]).first())
        return found


class VersionPage(VersionMixin, PageView):
    template_name = "governance/policies/version.html"

    def page(self) -> dict[str, Any]:
        waits = self.version.waits_for_approval
        judges = waits and permits(self.actor, rights.APPROVE_POLICY.code, self.version)
        return {"version": self.version, "may_judge": judges}


class ChangesPage(VersionMixin, PageView):
    """What a version changed, since the one before or since `?since=`."""

    template_name = "governance/policies/changes.html"

    def page(self) -> dict[str, Any]:
        asked = self.request.GET.get("since", "")
        since = int(asked) if asked.isdecimal() and len(asked) <= MOST_DIGITS else None
        earlier = self.subject.versions.filter(number__lt=self.version.number)
        return {
            "shown": compare_versions(self.version, since),
            "numbers": list(earlier.values_list("number", flat=True)[:MOST_NUMBERS]),
        }


class VersionPdf(VersionMixin, ActionView):
    """POST: a worker prints it. GET: what it printed of the version as it is now."""

    http_method_names = ["get", "post", "head", "options"]

    def get(self, _request: HttpRequest, **_kwargs: Any) -> HttpResponseBase:
        job = printed_version(self.version, self.member)
        if job is None:
            page = self.version.get_absolute_url()
            return redirect(self.request, page, _("Press PDF to have it made."))
        return file_response(job)

    def act(self, _payload: None) -> Job:
        job = request_print(self.version, actor=self.actor)
        running.hand_over(job, print_policy, job_id=job.pk)
        return job
