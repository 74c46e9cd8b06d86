"""The library of reusable assets: list, page of one, its forms, and who uses it."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
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
from registry.actions import assets
from registry.choices import AssetKind
from registry.filters.assets import AssetFilters
from registry.forms.assets import AssetForm, DeprecateForm, ReuseForm
from registry.models.assets import Asset, Reuse
from registry.permissions import assets as rights
from registry.queries.assets import asset_page, reused_by, with_reuse
from registry.tables.assets import AssetTable
from registry.views.models import ModelMixin
from registry.views.reviewing import ReviewPage


class BelowLibrary(BelowList):
    """A page below the library."""

    above = ("registry:assets", _("Reusable assets"))


class AssetList(ListPageView):
    permission = rights.VIEW_ASSETS.code
    title = _("Reusable assets")
    subtitle = _("Built once, used again: connectors, prompts, evaluation sets, pipelines, parts.")
    table_class = AssetTable
    filters_class = AssetFilters
    empty_icon = "puzzle"
    empty_title = _("Nothing to reuse yet")
    empty_text = _("Add what others could use too. Each use is counted.")

    def rows(self) -> QuerySet[Asset]:
        return with_reuse(Asset.objects.visible_to(self.member))

    def actions(self) -> list[ButtonLink]:
        if not self.member.may(rights.ADD_ASSET.code):
            return []
        return [ButtonLink(org_url("registry:asset_new"), _("Add an asset"), "plus", "primary")]


class AddAssetView(BelowLibrary, FormPageView):
    permission = rights.ADD_ASSET.code
    form_class = AssetForm
    title = _("Add an asset")
    subtitle = _("It begins as a draft. Publish it when others may use it.")
    submit_label = _("Add")
    success_message = _("The asset is in the library, as a draft.")

    def form_kwargs(self) -> dict[str, Any]:
        return {"initial": {"owner": self.member, "kind": AssetKind.COMPONENT}}

    def act(self, payload: assets.AssetTerms) -> Asset:
        return assets.add_asset(payload, actor=self.actor)


class AssetMixin(BelowLibrary):
    """Finds the asset of the address, among those that the member may see."""

    def find_subject(self) -> Asset:
        rows = Asset.objects.visible_to(self.member).by_reference(self.kwargs["reference"])
        return found_or_404(rows.with_people().first())


class AssetPage(AssetMixin, PageView):
    permission = rights.VIEW_ASSETS.code
    template_name = "registry/assets/asset.html"

    def page(self) -> dict[str, Any]:
        page = asset_page(self.subject)
        may_end = [one for one in page.reuses if permits(self.actor, rights.END_REUSE.code, one)]
        return {
            "page": page,
            "may_end": may_end,
            "may_change": permits(self.actor, rights.CHANGE_ASSET.code, self.subject),
            "may_note": permits(self.actor, rights.NOTE_REUSE.code, self.subject),
        }


class AssetFormPage(SubjectFormPage, AssetMixin, FormPageView):
    """A form about one asset; leads back to its page."""

    permission = rights.CHANGE_ASSET.code


class ChangeAssetView(AssetFormPage):
    form_class = AssetForm
    title = _("Change the asset")
    success_message = _("Saved.")

    def form_kwargs(self) -> dict[str, Any]:
        return {"initial": {name: getattr(self.subject, name) for name in assets.TERMS}}

    def act(self, payload: assets.AssetTerms) -> Asset:
        return assets.change_asset(self.subject, payload, actor=self.actor)


class ReviewAssetView(ReviewPage, AssetMixin, FormPageView):
    permission = rights.CHANGE_ASSET.code


class PublishAssetView(AssetMixin, ActionView):
    permission = rights.CHANGE_ASSET.code
    success_message = _("The asset is published.")

    def act(self, _payload: None) -> Asset:
        return assets.publish_asset(self.subject, actor=self.actor)


class DeprecateAssetView(AssetFormPage):
    form_class = DeprecateForm
    title = _("Deprecate the asset")
    subtitle = _("Nobody begins to use it any more, and those who use it are told.")
    submit_label = _("Deprecate")
    success_message = _("The asset is deprecated.")

    def form_kwargs(self) -> dict[str, Any]:
        return {"asset": self.subject}

    def act(self, payload: assets.Ending) -> Asset:
        return assets.deprecate_asset(self.subject, payload, actor=self.actor)


class NoteReuseView(AssetFormPage):
    """`?about=UC-42` names what uses it."""

    permission = rights.NOTE_REUSE.code
    form_class = ReuseForm
    title = _("I use this")
    subtitle = _("Its owner then knows whom a change would touch, and you hear of changes.")
    submit_label = _("Note it")
    success_message = _("Noted.")

    def form_kwargs(self) -> dict[str, Any]:
        return {"initial": {"about": self.request.GET.get("about", "")}}

    def act(self, payload: assets.ReuseTerms) -> Reuse:
        return assets.note_reuse(self.subject, payload, actor=self.actor)


class EndReuseView(BelowLibrary, ActionView):
    """The use of the address, of an asset that the member may see."""

    permission = rights.END_REUSE.code
    success_message = _("The use has ended.")

    def find_subject(self) -> Reuse:
        visible = Asset.objects.visible_to(self.member).by_reference(self.kwargs["reference"])
        rows = Reuse.objects.filter(asset__in=visible, pk=self.kwargs["reuse"])
        return found_or_404(rows.select_related("asset").with_users().first())

    def act(self, _payload: None) -> Reuse:
        return assets.end_reuse(self.subject, actor=self.actor)

    def success_url(self, result: Reuse) -> str:
        return result.asset.get_absolute_url()


class ReusedBy(FragmentView):
    """What a use case or a model uses of the library, on its page."""

    permission = rights.VIEW_ASSETS.code
    template_name = "registry/fragments/reused_assets.html"

    def page(self) -> dict[str, Any]:
        return {"reuses": reused_by(self.subject)}


class CaseAssets(ReusedBy):
    def find_subject(self) -> UseCase:
        cases = UseCase.objects.visible_to(self.member).by_reference(self.kwargs["reference"])
        return found_or_404(cases.first())


class ModelAssets(ModelMixin, ReusedBy):
    """Of a model."""
