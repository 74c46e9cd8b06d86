"""Prompts: the list, one with its versions and comparisons, and writing another wording."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.authorization import permits
from coe_portal.not_found import found_or_404
from coe_portal.tenancy.addresses import org_url
from coe_portal.tenancy.references import read_number
from coe_portal.ui.views import (
    BelowList,
    ButtonLink,
    FormPageView,
    FragmentView,
    ListPageView,
    PageView,
    SubjectFormPage,
)
from registry.actions import prompts as actions
from registry.choices import ModelKind, PromptType
from registry.filters.prompts import PromptFilters
from registry.forms.prompts import NewPromptForm, WordingForm
from registry.models.models import AIModel, ModelVersion
from registry.permissions import models as rights
from registry.queries.prompts import prompt_page, prompts_visible_to, text_of
from registry.tables.prompts import PromptTable
from registry.views.versions import VersionMixin


class PromptList(ListPageView):
    permission = rights.VIEW.code
    title = _("Prompts")
    subtitle = _("What systems are told to do, word by word, with who approved each wording.")
    table_class = PromptTable
    filters_class = PromptFilters
    empty_icon = "text-quote"
    empty_title = _("No prompts yet")
    empty_text = _("Write one here, or register it by your client of MLflow.")

    def rows(self) -> QuerySet[AIModel]:
        return prompts_visible_to(self.member)

    def actions(self) -> list[ButtonLink]:
        if not self.member.may(rights.REGISTER.code):
            return []
        return [ButtonLink(org_url("registry:prompt_new"), _("New prompt"), "plus", "primary")]


class BelowPrompts(BelowList):
    """A page below the list."""

    above = ("registry:prompts", _("Prompts"))


def prompt_url(model: AIModel) -> str:
    """The page of a prompt."""
    return org_url("registry:prompt", reference=model.reference)


class NewPromptView(BelowPrompts, FormPageView):
    """`?about=UC-42` names the use case that it serves."""

    permission = rights.REGISTER.code
    form_class = NewPromptForm
    title = _("New prompt")
    submit_label = _("Keep as version 1")
    success_message = _("The prompt is in the inventory.")

    def form_kwargs(self) -> dict[str, Any]:
        about = self.request.GET.get("about", "")
        initial = {"owner": self.member, "kind": PromptType.TEXT, "use_case": about}
        return {"initial": initial}

    def act(self, payload: actions.NewPrompt) -> ModelVersion:
        return actions.create_prompt(payload, actor=self.actor)

    def success_url(self, result: ModelVersion) -> str:
        return prompt_url(result.model)


class PromptMixin(BelowPrompts):
    """Finds the prompt of the address, among those that the member may see."""

    def find_subject(self) -> AIModel:
        rows = AIModel.objects.visible_to(self.member).filter(kind=ModelKind.PROMPT)
        return found_or_404(rows.by_reference(self.kwargs["reference"]).with_people().first())


class PromptPage(PromptMixin, PageView):
    """`?version=3` chooses what is shown, `?since=1` what stands beside it."""

    permission = rights.VIEW.code
    template_name = "registry/prompts/prompt.html"

    def page(self) -> dict[str, Any]:
        asked = self.request.GET
        page = prompt_page(
            self.subject,
            read_number(asked.get("version", "")),
            read_number(asked.get("since", "")),
        )
        shown = page.shown
        return {
            "page": page,
            "may_write": permits(self.actor, rights.CHANGE.code, self.subject),
            "may_validate": shown is not None
            and shown.validator_id is None
            and permits(self.actor, rights.VALIDATE.code, shown),
        }


class WritePromptView(SubjectFormPage, PromptMixin, FormPageView):
    """`?from=2` begins with the words of another version than the newest."""

    permission = rights.CHANGE.code
    form_class = WordingForm
    title = _("New version")
    subtitle = _("The versions before stay as they are. You are its author: others approve it.")
    submit_label = _("Keep as a new version")
    success_message = _("The new version is kept.")

    @property
    def cancel_url(self) -> str:
        return prompt_url(self.subject)

    def form_kwargs(self) -> dict[str, Any]:
        number = read_number(self.request.GET.get("from", ""))
        versions = self.subject.versions.present().order_by("-number")
        chosen = versions.filter(number=number or 0).first() or versions.first()
        words = text_of(chosen) if chosen else None
        return {
            "initial": {
                "text": words.text if words else "",
                "kind": words.kind if words else PromptType.TEXT,
                "based_on": self.subject.last_version,
            }
        }

    def act(self, payload: actions.Wording) -> ModelVersion:
        return actions.write_prompt(self.subject, payload, actor=self.actor)


class VersionPrompt(VersionMixin, FragmentView):
    """What a version of a prompt says, on the page of the version."""

    permission = rights.VIEW.code
    template_name = "registry/fragments/version_prompt.html"

    def page(self) -> dict[str, Any]:
        return {"text": text_of(self.subject)}
