"""The inventory: list, page of a model, and its forms."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.authorization import permits
from coe_portal.not_found import found_or_404
from coe_portal.tenancy.addresses import org_url
from coe_portal.ui.views import (
    ActionView,
    BelowList,
    ButtonLink,
    FormPageView,
    FragmentView,
    ListPageView,
    PageView,
    SubjectFormPage,
)
from intake.models.use_cases import UseCase
from registry.actions import aliases, registration
from registry.choices import ModelKind
from registry.filters.models import ModelFilters
from registry.forms import models as forms
from registry.models.models import AIModel, ModelAlias, ModelUseCase, ModelVersion
from registry.models.promotions import PROTECTED_ALIASES, PromotionRules
from registry.permissions import models as rights
from registry.permissions.retirement import RETIRE_MODEL
from registry.queries.inventory import model_page, models_of_case, with_standing
from registry.queries.marks import with_marks
from registry.queries.stack import stack_of_model
from registry.tables.models import ModelTable


class BelowInventory(BelowList):
    """A page below the inventory."""

    above = ("registry:models", _("Models"))


class ModelList(ListPageView):
    permission = rights.VIEW.code
    template_name = "registry/models/list.html"
    title = _("Models")
    subtitle = _("Every model in use or on its way, with who answers for it.")
    table_class = ModelTable
    filters_class = ModelFilters
    empty_icon = "boxes"
    empty_title = _("No models yet")
    empty_text = _("Register one here, or let your pipeline do it by its client.")

    def rows(self) -> QuerySet[AIModel]:
        return with_marks(with_standing(AIModel.objects.visible_to(self.member)))

    def actions(self) -> list[ButtonLink]:
        connect = org_url("registry:model_connect")
        found = [ButtonLink(connect, _("Connect a client"), "plug")]
        if self.member.may(rights.SET_RULES.code):
            url = org_url("registry:model_rules")
            found.append(ButtonLink(url, _("Protected aliases"), "shield-check"))
        if self.member.may(rights.REGISTER.code):
            url = org_url("registry:model_new")
            found.append(ButtonLink(url, _("Register a model"), "plus", "primary"))
        return found


class RegisterModelView(BelowInventory, FormPageView):
    """`?about=UC-42` names the use case that it serves."""

    permission = rights.REGISTER.code
    form_class = forms.NewModelForm
    title = _("Register a model")
    submit_label = _("Register")
    success_message = _("It is in the inventory. Register its first version next.")

    def form_kwargs(self) -> dict[str, Any]:
        about = self.request.GET.get("about", "")
        initial = {"owner": self.member, "kind": ModelKind.CLASSIC, "use_case": about}
        return {"initial": initial}

    def act(self, payload: registration.NewModel) -> AIModel:
        return registration.register_model(payload, actor=self.actor)


class RulesView(BelowInventory, FormPageView):
    permission = rights.SET_RULES.code
    form_class = forms.RulesForm
    title = _("Protected aliases")
    subtitle = _("Only a version that is approved for production may carry one of these.")
    success_message = _("Saved.")

    def form_kwargs(self) -> dict[str, Any]:
        stored = PromotionRules.objects.first()
        names = stored.protected_aliases if stored else PROTECTED_ALIASES
        return {"initial": {"aliases": ", ".join(names)}}

    def act(self, payload: forms.Aliases) -> PromotionRules:
        return aliases.protect_aliases(payload.names, actor=self.actor)

    def success_url(self, _result: object) -> str:
        return org_url("registry:models")


class ModelMixin(BelowInventory):
    """Finds the model of the address, among those that the member may see."""

    def find_subject(self) -> AIModel:
        rows = AIModel.objects.visible_to(self.member).by_reference(self.kwargs["reference"])
        return found_or_404(rows.with_people().first())


class ModelPage(ModelMixin, PageView):
    permission = rights.VIEW.code
    template_name = "registry/models/model.html"

    def page(self) -> dict[str, Any]:
        can = {
            "change": permits(self.actor, rights.CHANGE.code, self.subject),
            "retire": permits(self.actor, RETIRE_MODEL.code, self.subject),
        }
        return {
            "page": model_page(self.subject),
            "stack": stack_of_model(self.subject),
            "can": can,
        }


class ModelFormPage(SubjectFormPage, ModelMixin, FormPageView):
    """A form about one model; leads back to its page."""

    permission = rights.CHANGE.code

    @property
    def own_label(self) -> str:
        return str(self.subject.name)


class ChangeModelView(ModelFormPage):
    form_class = forms.ModelForm
    title = _("Change the model")
    subtitle = _("Clients that load it by its name need the new one.")
    success_message = _("Saved.")

    def form_kwargs(self) -> dict[str, Any]:
        return {"initial": {name: getattr(self.subject, name) for name in registration.TERMS}}

    def act(self, payload: registration.ModelTerms) -> AIModel:
        return registration.change_model(self.subject, payload, actor=self.actor)


class RemoveModelView(ModelFormPage):
    form_class = forms.ReasonForm
    title = _("Remove the model")
    subtitle = _("It leaves the inventory with all its versions. The trail keeps its story.")
    submit_label = _("Remove")
    success_message = _("It is no longer in the inventory.")

    def act(self, payload: forms.Reason) -> AIModel:
        return registration.remove_model(self.subject, payload.reason, actor=self.actor)

    def success_url(self, _result: object) -> str:
        return org_url("registry:models")


class LinkModelView(ModelFormPage):
    form_class = forms.LinkForm
    title = _("Link a use case")
    subtitle = _("Its tier decides which documents and which review the model needs.")
    submit_label = _("Link")
    success_message = _("Linked.")

    def act(self, payload: forms.About) -> ModelUseCase:
        return registration.link_use_case(self.subject, payload.reference, actor=self.actor)


class UnlinkModelView(ModelMixin, ActionView):
    permission = rights.CHANGE.code
    success_message = _("The link is removed.")

    def act(self, _payload: None) -> None:
        found = found_or_404(UseCase.objects.by_reference(self.kwargs["case"]).first())
        registration.unlink_use_case(self.subject, found, actor=self.actor)


class SetAliasView(ModelFormPage):
    """`?version=3` names the version."""

    form_class = forms.AliasForm
    title = _("Set an alias")
    subtitle = _("It moves from the version that it points at now.")
    submit_label = _("Set")
    success_message = _("The alias is set.")

    def form_kwargs(self) -> dict[str, Any]:
        wanted = self.request.GET.get("version", "")
        number = int(wanted) if wanted.isdecimal() and len(wanted) < len("1000000000") else 0
        version = self.subject.versions.present().filter(number=number).first()
        return {"model": self.subject, "initial": {"version": version}}

    def act(self, payload: forms.Named) -> ModelAlias:
        return aliases.set_alias(payload.version, payload.alias, actor=self.actor)


class DeleteAliasView(ModelMixin, ActionView):
    permission = rights.CHANGE.code
    success_message = _("The alias is removed.")

    def act(self, _payload: None) -> None:
        if not aliases.delete_alias(self.subject, self.kwargs["alias"], actor=self.actor):
            raise Http404


class RegisterVersionView(ModelFormPage):
    form_class = forms.VersionForm
    title = _("Register a version")
    submit_label = _("Register")
    success_message = _("The version is registered.")

    def form_kwargs(self) -> dict[str, Any]:
        return {"initial": {"developer": self.member}}

    def act(self, payload: registration.VersionTerms) -> ModelVersion:
        return registration.register_version(self.subject, payload, actor=self.actor)

    def success_url(self, result: Any) -> str:
        return str(result.get_absolute_url())


class CaseModels(FragmentView):
    """The models of a use case, on its page."""

    permission = rights.VIEW.code
    template_name = "registry/fragments/case_models.html"

    def find_subject(self) -> UseCase:
        cases = UseCase.objects.visible_to(self.member).by_reference(self.kwargs["reference"])
        return found_or_404(cases.first())

    def page(self) -> dict[str, Any]:
        return {
            "models": models_of_case(self.subject),
            "may_register": self.member.may(rights.REGISTER.code),
        }
