"""The catalogue of datasets: list, page of one, its forms, and Croissant in and out."""

from __future__ import annotations

import json
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.authorization import permits
from coe_portal.downloads import written_file
from coe_portal.errors import InvalidInput
from coe_portal.not_found import found_or_404
from coe_portal.tenancy.addresses import org_url
from coe_portal.ui.views import (
    BelowList,
    ButtonLink,
    FormPageView,
    FragmentView,
    ListPageView,
    PageView,
    SubjectFormPage,
)
from intake.models.use_cases import UseCase
from registry.actions import datasets
from registry.choices import DataClass, PersonalData
from registry.filters.datasets import DatasetFilters
from registry.forms.datasets import (
    CroissantForm,
    DatasetForm,
    Description,
    initial_from,
    initial_of,
    said_of_file,
)
from registry.forms.models import Reason, ReasonForm
from registry.logic.croissant import MOST_BYTES, CroissantError, Described, read_croissant
from registry.logic.croissant_writing import croissant_of
from registry.models.datasets import Dataset
from registry.permissions import datasets as rights
from registry.queries.datasets import dataset_page, datasets_of_case, described, with_uses
from registry.tables.datasets import DatasetTable
from registry.views.reviewing import ReviewPage


class BelowCatalogue(BelowList):
    """A page below the catalogue."""

    above = ("registry:datasets", _("Datasets"))


class DatasetList(ListPageView):
    permission = rights.VIEW_DATASETS.code
    title = _("Datasets")
    subtitle = _("What models are made from: who keeps it, what it says of people, until when.")
    table_class = DatasetTable
    filters_class = DatasetFilters
    empty_icon = "database"
    empty_title = _("No datasets yet")
    empty_text = _("Add one here, or bring its description in the Croissant format.")

    def rows(self) -> QuerySet[Dataset]:
        return with_uses(Dataset.objects.visible_to(self.member))

    def actions(self) -> list[ButtonLink]:
        if not self.member.may(rights.ADD_DATASET.code):
            return []
        return [
            ButtonLink(org_url("registry:dataset_import"), _("From Croissant"), "file-up"),
            ButtonLink(org_url("registry:dataset_new"), _("Add a dataset"), "plus", "primary"),
        ]


class AddDatasetView(BelowCatalogue, FormPageView):
    permission = rights.ADD_DATASET.code
    form_class = DatasetForm
    template_name = "registry/datasets/form.html"
    title = _("Add a dataset")
    subtitle = _("The data stay where they are: this is what is to be known of them.")
    submit_label = _("Add")
    success_message = _("The dataset is in the catalogue.")

    def form_kwargs(self) -> dict[str, Any]:
        initial = {
            "steward": self.member,
            "classification": DataClass.INTERNAL,
            "personal_data": PersonalData.NONE,
        }
        return {"initial": initial}

    def act(self, payload: datasets.DatasetTerms) -> Dataset:
        return datasets.add_dataset(payload, actor=self.actor)


class ImportDatasetView(BelowCatalogue, FormPageView):
    """Shows the form filled with what a description says; nothing is kept before that is sent."""

    permission = rights.ADD_DATASET.code
    form_class = CroissantForm
    title = _("A dataset from Croissant")
    subtitle = _("You see what was read, and add what the file does not say, before it is kept.")
    submit_label = _("Read the file")

    def act(self, payload: Description) -> Described:
        try:
            return read_croissant(payload.file.read(MOST_BYTES + 1))
        except CroissantError as error:
            message = said_of_file(error)
            raise InvalidInput(message, errors={"file": [message]}) from error

    def answer(self, result: Described) -> HttpResponse:
        initial = {
            "steward": self.member,
            "classification": DataClass.INTERNAL,
            **initial_from(result),
        }
        context = {"form": DatasetForm(initial=initial), "described": result}
        return self.render("registry/datasets/import_check.html", context)


class DatasetMixin(BelowCatalogue):
    """Finds the dataset of the address, among those that the member may see."""

    def find_subject(self) -> Dataset:
        rows = Dataset.objects.visible_to(self.member).by_reference(self.kwargs["reference"])
        return found_or_404(rows.with_people().first())


class DatasetPage(DatasetMixin, PageView):
    permission = rights.VIEW_DATASETS.code
    template_name = "registry/datasets/dataset.html"

    def page(self) -> dict[str, Any]:
        return {
            "page": dataset_page(self.subject),
            "may_change": permits(self.actor, rights.CHANGE_DATASET.code, self.subject),
        }


class DatasetCroissant(DatasetMixin):
    """The dataset as a Croissant file."""

    permission = rights.VIEW_DATASETS.code

    def get(self, _request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        croissant = croissant_of(described(self.subject))
        content = json.dumps(croissant, indent=2, ensure_ascii=False)
        name = f"{self.subject.reference}-croissant.json"
        return written_file(content, name, "application/ld+json")


class DatasetFormPage(SubjectFormPage, DatasetMixin, FormPageView):
    """A form about one dataset; leads back to its page."""

    permission = rights.CHANGE_DATASET.code


class ChangeDatasetView(DatasetFormPage):
    form_class = DatasetForm
    template_name = "registry/datasets/form.html"
    title = _("Change the dataset")
    success_message = _("Saved.")

    def form_kwargs(self) -> dict[str, Any]:
        return {"initial": initial_of(self.subject)}

    def act(self, payload: datasets.DatasetTerms) -> Dataset:
        return datasets.change_dataset(self.subject, payload, actor=self.actor)


class ReviewDatasetView(ReviewPage, DatasetMixin, FormPageView):
    permission = rights.CHANGE_DATASET.code


class WithdrawDatasetView(DatasetFormPage):
    form_class = ReasonForm
    title = _("Withdraw the dataset")
    subtitle = _("Nothing new is made from it, versions that were are marked, their owners told.")
    submit_label = _("Withdraw")
    success_message = _("The dataset is withdrawn.")

    def act(self, payload: Reason) -> Dataset:
        return datasets.withdraw_dataset(self.subject, payload.reason, actor=self.actor)


class ReinstateDatasetView(DatasetFormPage):
    form_class = ReasonForm
    title = _("Make the dataset available again")
    subtitle = _("The marks of versions made from it are gone.")
    submit_label = _("Make it available")
    success_message = _("The dataset is available again.")

    def act(self, payload: Reason) -> Dataset:
        return datasets.reinstate_dataset(self.subject, payload.reason, actor=self.actor)


class DeleteDatasetView(DatasetFormPage):
    form_class = ReasonForm
    title = _("Note that the data are deleted")
    subtitle = _("What is known of them stays here, for good. Say how they were deleted.")
    submit_label = _("They are deleted")
    success_message = _("The deletion is noted.")

    def act(self, payload: Reason) -> Dataset:
        return datasets.note_deletion(self.subject, payload.reason, actor=self.actor)


class CaseDatasets(FragmentView):
    """The datasets behind the models of a use case, on its page."""

    permission = rights.VIEW_DATASETS.code
    template_name = "registry/fragments/case_datasets.html"

    def find_subject(self) -> UseCase:
        cases = UseCase.objects.visible_to(self.member).by_reference(self.kwargs["reference"])
        return found_or_404(cases.first())

    def page(self) -> dict[str, Any]:
        return {"datasets": datasets_of_case(self.subject)}
