"""The page of a version, what it still misses, and everything one does with it."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.authorization import permits
from coe_portal.not_found import found_or_404
from coe_portal.tenancy.addresses import org_url
from coe_portal.ui.views import (
    ActionView,
    Crumb,
    FormPageView,
    ListPageView,
    PageView,
    SubjectFormPage,
    TenantView,
)
from registry.actions import documents, operations, promotion, registration
from registry.choices import VersionStage
from registry.filters.models import PromotionFilters
from registry.forms import models as forms
from registry.models.documents import ModelDocument
from registry.models.models import AIModel, Deployment, ModelVersion, VersionInput
from registry.models.promotions import PromotionRequest
from registry.permissions import models as rights
from registry.permissions.fairness import ASSESS
from registry.queries import inventory
from registry.queries.promotion import open_request
from registry.tables.models import PromotionTable


class PromotionList(ListPageView):
    permission = rights.VIEW.code
    template_name = "registry/models/list.html"
    title = _("Promotions")
    subtitle = _("Versions that somebody wants in production, and what was decided.")
    table_class = PromotionTable
    filters_class = PromotionFilters
    empty_icon = "rocket"
    empty_title = _("Nobody has asked for a promotion yet")
    empty_text = _("Ask for one on the page of a version.")

    def rows(self) -> QuerySet[PromotionRequest]:
        visible = AIModel.objects.visible_to(self.member)
        rows = PromotionRequest.objects.filter(version__model__in=visible)
        return rows.select_related(
            "version__model", "use_case", "requested_by__user", "decision"
        ).defer("use_case__search", "decision__search")


class VersionMixin(TenantView):
    """Finds the version of the address, of a model that the member may see."""

    def find_subject(self) -> ModelVersion:
        models = AIModel.objects.visible_to(self.member).by_reference(self.kwargs["reference"])
        rows = ModelVersion.objects.present().filter(model__in=models, number=self.kwargs["number"])
        return found_or_404(rows.with_people().first())

    @property
    def parents(self) -> list[Crumb]:
        model = self.subject.model
        return [
            Crumb(org_url("registry:models"), _("Models")),
            Crumb(model.get_absolute_url(), model.name),
        ]


class VersionPage(VersionMixin, PageView):
    permission = rights.VIEW.code
    template_name = "registry/models/version.html"

    def page(self) -> dict[str, Any]:
        page = inventory.version_page(self.subject)
        return {
            "page": page,
            "can": self.rights(),
            "places": self.places(page),
            "currency": self.organization.currency,
        }

    def places(self, page: inventory.VersionPage) -> set[str]:
        """Codes of what is missing and is done on another page that the member may open."""
        here = self.subject.get_absolute_url()
        elsewhere = {
            line.code
            for line in page.missing
            if line.unmet is not None and line.unmet.url.partition("#")[0] not in {"", here}
        }
        if not permits(self.actor, rights.VALIDATE.code, self.subject):
            elsewhere.discard("registry.validated")
        if not permits(self.actor, rights.CHANGE.code, self.subject):
            elsewhere -= {"registry.documents", "registry.document_parts"}
        return elsewhere

    def rights(self) -> dict[str, bool]:
        """What the member may do with this version."""
        version = self.subject
        return {
            "change": permits(self.actor, rights.CHANGE.code, version),
            "validate": permits(self.actor, rights.VALIDATE.code, version),
            "request": permits(self.actor, rights.REQUEST_PROMOTION.code, version),
            "promote": permits(self.actor, rights.PROMOTE.code, version),
            "assess": permits(self.actor, ASSESS.code, version),
        }


class VersionFormPage(SubjectFormPage, VersionMixin, FormPageView):
    """A form about one version; leads back to its page."""

    permission = rights.CHANGE.code

    @property
    def own_label(self) -> str:
        return str(self.subject.part)


class ChangeVersionView(VersionFormPage):
    form_class = forms.VersionWordsForm
    title = _("Change the version")
    success_message = _("Saved.")

    def form_kwargs(self) -> dict[str, Any]:
        return {"initial": {name: getattr(self.subject, name) for name in registration.WORDS}}

    def act(self, payload: registration.VersionWords) -> ModelVersion:
        return registration.change_version(self.subject, payload, actor=self.actor)


class RemoveVersionView(VersionFormPage):
    form_class = forms.ReasonForm
    title = _("Remove the version")
    subtitle = _("Its number is never given again. The trail keeps its story.")
    submit_label = _("Remove")
    success_message = _("The version is removed.")

    def act(self, payload: forms.Reason) -> ModelVersion:
        return registration.remove_version(self.subject, payload.reason, actor=self.actor)

    def success_url(self, _result: object) -> str:
        return str(self.subject.model.get_absolute_url())


class ValidateView(VersionFormPage):
    permission = rights.VALIDATE.code
    form_class = forms.ValidationForm
    title = _("Validate the version")
    subtitle = _("You say that you have checked what somebody else has built.")
    submit_label = _("Validate")
    success_message = _("Validated.")

    def act(self, payload: forms.Note) -> ModelVersion:
        return promotion.validate_version(self.subject, payload.note, actor=self.actor)


class AddDocumentView(VersionFormPage):
    """`?kind=datasheet` names the document."""

    form_class = forms.DocumentForm
    title = _("Add a document")
    subtitle = _("It takes the place of the current one of its kind, which is kept.")
    submit_label = _("Add")
    success_message = _("The document is added.")

    def form_kwargs(self) -> dict[str, Any]:
        return {"initial": {"kind": self.request.GET.get("kind", "")}}

    def act(self, payload: documents.DocumentTerms) -> ModelDocument:
        return documents.add_document(self.subject, payload, actor=self.actor)


class WithdrawDocumentView(VersionFormPage):
    form_class = forms.ReasonForm
    title = _("Take the document back")
    subtitle = _("It does not count any more. It is kept.")
    submit_label = _("Take it back")
    success_message = _("The document is taken back.")

    def act(self, payload: forms.Reason) -> ModelDocument:
        rows = ModelDocument.objects.current().filter(version=self.subject)
        found = found_or_404(
            rows.filter(pk=self.kwargs["document"]).select_related("version__model").first()
        )
        return documents.withdraw_document(found, payload.reason, actor=self.actor)


class RequestPromotionView(VersionFormPage):
    permission = rights.REQUEST_PROMOTION.code
    form_class = forms.RequestForm
    title = _("Ask for the promotion")
    subtitle = _("It goes to review as soon as nothing but the approval is missing.")
    submit_label = _("Ask")
    success_message = _("The promotion is asked for.")

    def act(self, payload: forms.Note) -> PromotionRequest:
        return promotion.request_promotion(self.subject, note=payload.note, actor=self.actor)


class SendRequestView(VersionMixin, ActionView):
    """What was missing is there: the request goes to review."""

    permission = rights.REQUEST_PROMOTION.code
    success_message = _("It is in review.")

    def act(self, _payload: None) -> PromotionRequest:
        return promotion.request_promotion(self.subject, actor=self.actor)


class WithdrawRequestView(VersionFormPage):
    permission = rights.REQUEST_PROMOTION.code
    form_class = forms.ReasonForm
    title = _("Take the request back")
    subtitle = _("A review of it ends without a decision.")
    submit_label = _("Take it back")
    success_message = _("The request is taken back.")

    def act(self, payload: forms.Reason) -> PromotionRequest:
        request = found_or_404(open_request(self.subject))
        return promotion.withdraw_request(request, payload.reason, actor=self.actor)


class MoveVersionView(VersionFormPage):
    """`?to=production` names the stage."""

    form_class = forms.MoveForm
    title = _("Move the version")
    subtitle = _("Into production only when nothing is missing.")
    submit_label = _("Move")
    success_message = _("The version is moved.")

    def form_kwargs(self) -> dict[str, Any]:
        asked = self.request.GET.get("to", "")
        to = asked if asked in VersionStage.values else self.subject.stage
        return {"initial": {"to": to, "archive_existing": to == VersionStage.PRODUCTION}}

    def act(self, payload: promotion.Move) -> ModelVersion:
        return promotion.promote_version(self.subject, payload, actor=self.actor)


class RollBackView(VersionFormPage):
    permission = rights.PROMOTE.code
    form_class = forms.ReasonForm
    title = _("Roll back to this version")
    subtitle = _("It serves again, and what is in production now is archived.")
    submit_label = _("Roll back")
    success_message = _("This version is in production again.")

    def act(self, payload: forms.Reason) -> ModelVersion:
        return promotion.roll_back(self.subject, payload.reason, actor=self.actor)


class DeployView(VersionFormPage):
    form_class = forms.DeploymentForm
    title = _("Note a deployment")
    subtitle = _("Where it runs from now on. Production takes only what is approved.")
    submit_label = _("Note it")
    success_message = _("The deployment is noted.")

    def act(self, payload: operations.DeploymentTerms) -> Deployment:
        return operations.deploy_version(self.subject, payload, actor=self.actor)


class EndDeploymentView(VersionMixin, ActionView):
    permission = rights.CHANGE.code
    success_message = _("The deployment has ended.")

    def act(self, _payload: None) -> None:
        rows = Deployment.objects.filter(version=self.subject, pk=self.kwargs["deployment"])
        found = found_or_404(rows.select_related("version__model").first())
        operations.end_deployment(found, actor=self.actor)


class AddInputView(VersionFormPage):
    form_class = forms.InputForm
    title = _("Add lineage")
    subtitle = _("What this version was made from.")
    submit_label = _("Add")
    success_message = _("The lineage is added.")

    def act(self, payload: operations.InputTerms) -> VersionInput:
        return operations.add_input(self.subject, payload, actor=self.actor)


class RemoveInputView(VersionMixin, ActionView):
    permission = rights.CHANGE.code
    success_message = _("The lineage is removed.")

    def act(self, _payload: None) -> None:
        rows = VersionInput.objects.filter(version=self.subject, pk=self.kwargs["input"])
        found = found_or_404(rows.select_related("version__model").first())
        operations.remove_input(found, actor=self.actor)
