"""Datasets as forms; columns and files are lines that one can paste out of a table."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.utils.functional import Promise
from django.utils.translation import gettext as _, gettext_lazy

from coe_portal.tenancy.models import BusinessUnit
from coe_portal.ui.forms import ChoiceCards, DateInput, DayField, PayloadForm
from registry.actions.datasets import DatasetTerms, said_of_line
from registry.choices import DataClass, LegalBasis, PersonalData
from registry.forms.models import PersonField, WithPeople, text_area
from registry.logic.croissant import CroissantError, Described
from registry.logic.dataset_lines import (
    LineError,
    read_columns,
    read_files,
    stored_columns,
    stored_files,
    written,
)
from registry.models.datasets import Dataset

MOST_TEXT: Final = 1_000_000
REFUSALS: Final[Mapping[str, str | Promise]] = {
    "too_large": gettext_lazy("The file is larger than 1 MB."),
    "not_utf8": gettext_lazy("The file is not a text in UTF-8."),
    "not_json": gettext_lazy("The file is no JSON: %(detail)s"),
    "too_deep": gettext_lazy("The file is nested too deep to be a description."),
    "no_dataset": gettext_lazy("The file describes no dataset."),
    "no_croissant": gettext_lazy("The file does not say that it conforms to Croissant."),
    "other_version": gettext_lazy("This is Croissant %(detail)s; 1.0 and 1.1 can be read."),
    "no_name": gettext_lazy("The dataset has no name in the file."),
    "too_many_files": gettext_lazy("There are more than %(detail)s files."),
    "too_many_columns": gettext_lazy("There are more than %(detail)s columns."),
}


def said_of_file(error: CroissantError) -> str:
    """Why a description cannot be read, for whoever sent it."""
    return str(REFUSALS[error.code]) % {"detail": error.detail}


class LinesField(forms.CharField):
    """Rows as text, one a line."""

    def __init__(self, read: Callable[[str], Any], *, rows: int, **options: Any) -> None:
        widget = forms.Textarea(attrs={"rows": rows, "class": "code", "spellcheck": "false"})
        super().__init__(required=False, widget=widget, **options)
        self.read = read

    def clean(self, value: Any) -> Any:
        """The rows; ValidationError with the line that cannot be read."""
        text = super().clean(value)
        if len(text) > MOST_TEXT:
            raise ValidationError(_("This is too long."))
        try:
            return self.read(text)
        except LineError as error:
            raise ValidationError(said_of_line(error)) from error


class DatasetForm(WithPeople, PayloadForm[DatasetTerms]):
    """In sections: what it is, what it says of people, how long it is kept, what it holds."""

    payload_class = DatasetTerms
    sections_of: Final = (
        (gettext_lazy("What it is"), ("name", "description", "steward", "unit", "classification")),
        (gettext_lazy("People in the data"), ("personal_data", "legal_basis", "personal_note")),
        (
            gettext_lazy("Where it comes from and where it is"),
            ("source", "licence", "url", "location", "access", "citation", "published_on"),
        ),
        (gettext_lazy("How long it is kept"), ("retention", "delete_by", "review_on")),
        (
            gettext_lazy("What it holds"),
            ("version", "digest", "rows", "size", "columns", "files"),
        ),
    )

    name = forms.CharField(label=gettext_lazy("Name"), max_length=Dataset.MAX_NAME)
    description = text_area(
        gettext_lazy("Description"),
        5,
        most=10_000,
        required=False,
        help_text=gettext_lazy(
            "What is in it, how it was collected, what it must not be used for."
        ),
    )
    steward = PersonField(
        label=gettext_lazy("Steward"),
        help_text=gettext_lazy("Answers for its classification, licence and retention."),
    )
    unit = forms.ModelChoiceField(
        label=gettext_lazy("Business unit"),
        queryset=BusinessUnit.objects.none(),
        required=False,
        empty_label=gettext_lazy("None"),
    )
    classification = forms.TypedChoiceField(
        label=gettext_lazy("Classification"),
        choices=DataClass.choices,
        coerce=DataClass,
        widget=ChoiceCards,
    )
    personal_data = forms.TypedChoiceField(
        label=gettext_lazy("Personal data"),
        choices=PersonalData.choices,
        coerce=PersonalData,
        widget=ChoiceCards,
    )
    legal_basis = forms.TypedChoiceField(
        label=gettext_lazy("Legal basis"),
        choices=[("", gettext_lazy("None")), *LegalBasis.choices],
        coerce=LegalBasis,
        empty_value="",
        required=False,
        help_text=gettext_lazy("Needed when it says anything of people, by Art. 6 GDPR."),
    )
    personal_note = text_area(
        gettext_lazy("Which personal data"),
        required=False,
        help_text=gettext_lazy("Whose they are, and what they tell."),
    )
    source = forms.CharField(
        label=gettext_lazy("Source"),
        max_length=500,
        required=False,
        help_text=gettext_lazy("The system, organization or people that it comes from."),
    )
    licence = forms.CharField(
        label=gettext_lazy("Licence"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Its SPDX id, such as CC-BY-4.0, or the contract."),
    )
    url = forms.URLField(
        label=gettext_lazy("Address"), max_length=1000, required=False, assume_scheme="https"
    )
    location = forms.CharField(
        label=gettext_lazy("Where it is kept"),
        max_length=500,
        required=False,
        help_text=gettext_lazy("A table, bucket or share, and in which country."),
    )
    access = text_area(gettext_lazy("How to get access"), 2, required=False)
    citation = text_area(gettext_lazy("How to cite it"), 2, most=4000, required=False)
    published_on = DayField(label=gettext_lazy("Published"), widget=DateInput, required=False)
    retention = forms.CharField(
        label=gettext_lazy("Retention"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("The rule, such as 24 months after the contract ends."),
    )
    delete_by = DayField(
        label=gettext_lazy("Delete by"),
        widget=DateInput,
        required=False,
        help_text=gettext_lazy("After this day versions made from it are marked."),
    )
    review_on = DayField(label=gettext_lazy("Next review"), widget=DateInput, required=False)
    version = forms.CharField(label=gettext_lazy("Version"), max_length=60, required=False)
    digest = forms.CharField(
        label=gettext_lazy("Digest"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Lineage keeps the one of the day on which it is named."),
    )
    rows = forms.IntegerField(
        label=gettext_lazy("Rows"), min_value=0, max_value=2**62, required=False
    )
    size = forms.IntegerField(
        label=gettext_lazy("Size in bytes"), min_value=0, max_value=2**62, required=False
    )
    columns = LinesField(
        read_columns,
        rows=8,
        label=gettext_lazy("Columns"),
        help_text=gettext_lazy("One a line: name | type | personal | description"),
    )
    files = LinesField(  # type: ignore[assignment]  # those of the request are not read here
        read_files,
        rows=4,
        label=gettext_lazy("Files"),
        help_text=gettext_lazy("One a line: name | address | size | SHA-256"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = self.fields["unit"]
        units.queryset = BusinessUnit.objects.order_by("name", "pk")  # type: ignore[attr-defined]

    def sections(self) -> Iterator[tuple[str | Promise, list[forms.BoundField]]]:
        """Its fields under their headings."""
        for heading, names in self.sections_of:
            yield heading, [self[name] for name in names]


def initial_of(dataset: Dataset) -> dict[str, Any]:
    """The form's values of a dataset that is there."""
    names = {name for _heading, names in DatasetForm.sections_of for name in names}
    return {name: getattr(dataset, name) for name in names} | {
        "columns": written(stored_columns(dataset.columns)),
        "files": written(stored_files(dataset.files)),
    }


def initial_from(described: Described) -> dict[str, Any]:
    """The form's values of what a description says; who says which data of people, has some."""
    says_of_people = PersonalData.PERSONAL if described.personal_note else PersonalData.NONE
    names = (
        "name", "description", "licence", "url", "source", "version", "citation",
        "published_on", "personal_note", "digest", "size",
    )  # fmt: skip
    return {name: getattr(described, name) for name in names} | {
        "personal_data": says_of_people,
        "columns": written(described.columns),
        "files": written(described.files),
    }


@dataclass(frozen=True)
class Description:
    file: File[bytes]


class CroissantForm(PayloadForm[Description]):
    payload_class = Description

    file = forms.FileField(
        label=gettext_lazy("Croissant file"),
        widget=forms.FileInput(attrs={"accept": ".json,.jsonld,application/ld+json"}),
        help_text=gettext_lazy(
            "Croissant 1.0 or 1.1, up to 1 MB. Nothing is fetched from the web."
        ),
    )
