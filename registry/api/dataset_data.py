"""Datasets as programs send and read them."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from coe_portal.api.fields import Day, Moment
from registry.actions.datasets import TERMS, DatasetTerms
from registry.api.model_data import text as said
from registry.choices import DataClass, DatasetState, LegalBasis, PersonalData
from registry.logic.dataset_lines import (
    LONGEST_ADDRESS,
    LONGEST_NAME,
    LONGEST_TEXT,
    LONGEST_TYPE,
    MOST_BYTES,
    Column,
    DatasetFile,
    plain,
    stored_columns,
    stored_files,
)
from registry.models.datasets import Dataset
from registry.queries.datasets import dataset_page
from training.api.fields import ColleagueField


def count(**options: Any) -> serializers.IntegerField:
    """A number that may not be known."""
    return serializers.IntegerField(
        min_value=0, max_value=MOST_BYTES, allow_null=True, required=False, **options
    )


class ColumnSerializer(serializers.Serializer[Any]):
    """One column."""

    name = serializers.CharField(max_length=LONGEST_NAME)
    type = said(LONGEST_TYPE)
    is_personal = serializers.BooleanField(default=False)
    text = said(LONGEST_TEXT, help_text="What it tells.")


class FileSerializer(serializers.Serializer[Any]):
    """One file: where it is, its size in bytes and its SHA-256."""

    name = serializers.CharField(max_length=LONGEST_NAME)
    url = said(LONGEST_ADDRESS)
    size = count()
    sha256 = said(64)


class DatasetFactsSerializer(serializers.Serializer[Any]):
    """What a dataset is; its steward by e-mail."""

    name = serializers.CharField(max_length=Dataset.MAX_NAME)
    steward = ColleagueField(help_text="E-mail of the member who answers for it.")
    classification = serializers.ChoiceField(DataClass.choices)
    description = said(10_000)
    personal_data = serializers.ChoiceField(PersonalData.choices, default=PersonalData.NONE)
    personal_note = said(2000, help_text="Which personal data.")
    legal_basis = serializers.ChoiceField(LegalBasis.choices, allow_blank=True, default="")
    licence = said(200, help_text="SPDX id, or the contract.")
    source = said(500)  # type: ignore[assignment]
    url = said(1000)
    location = said(500, help_text="Where it is kept.")
    access = said(2000, help_text="How to get access.")
    citation = said(4000)
    version = said(60)
    digest = said(200)
    published_on = Day(allow_null=True, default=None)
    rows = count()
    size = count(help_text="In bytes.")
    retention = said(200)
    delete_by = Day(allow_null=True, default=None)
    review_on = Day(allow_null=True, default=None)


class DatasetTermsSerializer(DatasetFactsSerializer):
    """A dataset with its columns and files."""

    columns = ColumnSerializer(many=True, default=list)
    files = FileSerializer(many=True, default=list)

    def payload(self, dataset: Dataset | None = None) -> DatasetTerms:
        """The action's input; of a stored dataset what is left out stays as it is."""
        data = dict(self.validated_data)
        if "columns" in data:
            data["columns"] = tuple(_column(row) for row in data["columns"])
        if "files" in data:
            data["files"] = tuple(_file(row) for row in data["files"])
        return DatasetTerms(**{**_known(dataset), **data})


class DatasetRowSerializer(DatasetFactsSerializer):
    """A dataset in a list, without its columns and files."""

    reference = serializers.CharField()
    state = serializers.ChoiceField(DatasetState.choices)
    state_note = serializers.CharField()
    withdrawn_at = Moment(allow_null=True)
    reviewed_at = Moment(allow_null=True)
    is_review_overdue = serializers.BooleanField()
    is_kept_too_long = serializers.BooleanField()
    versions = serializers.IntegerField(source="version_count")
    web = serializers.CharField(source="get_absolute_url")


class MadeFromSerializer(serializers.Serializer[Any]):
    """A version that was made from it."""

    model = serializers.CharField(source="version.model.reference")
    number = serializers.IntegerField(source="version.number")
    roles = serializers.ListField(child=serializers.CharField())
    has_changed = serializers.BooleanField(help_text="Whether the data have changed since.")


class DatasetSerializer(DatasetRowSerializer):
    """One dataset with its columns and files, and what was made from it."""

    columns = ColumnSerializer(many=True)
    files = FileSerializer(many=True)
    made = MadeFromSerializer(many=True)
    use_cases = serializers.ListField(child=serializers.CharField())


class DescribedSerializer(serializers.Serializer[Any]):
    """What a Croissant file says, to be completed and sent as a new dataset."""

    name = serializers.CharField()
    description = serializers.CharField()
    licence = serializers.CharField()
    url = serializers.CharField()
    source = serializers.CharField()  # type: ignore[assignment]
    version = serializers.CharField()
    citation = serializers.CharField()
    published_on = Day(allow_null=True)
    personal_note = serializers.CharField()
    digest = serializers.CharField()
    size = serializers.IntegerField(allow_null=True)
    columns = ColumnSerializer(many=True)
    files = FileSerializer(many=True)
    conforms_to = serializers.CharField()
    left = serializers.ListField(
        child=serializers.CharField(), help_text="What the file says and has no place here."
    )


class StewardReasonSerializer(serializers.Serializer[Any]):
    """Why."""

    reason = serializers.CharField(max_length=2000)


def dataset_data(dataset: Dataset) -> dict[str, Any]:
    """One dataset with everything around it."""
    page = dataset_page(dataset)
    return {
        **DatasetRowSerializer(dataset).data,
        "columns": ColumnSerializer(page.columns, many=True).data,
        "files": FileSerializer(page.files, many=True).data,
        "made": MadeFromSerializer(page.made, many=True).data,
        "use_cases": [case.reference for case in page.use_cases],
    }


def _known(dataset: Dataset | None) -> dict[str, Any]:
    if dataset is None:
        return {}
    return {name: getattr(dataset, name) for name in TERMS} | {
        "columns": stored_columns(dataset.columns),
        "files": stored_files(dataset.files),
    }


def _column(row: dict[str, Any]) -> Column:
    return Column(
        plain(row["name"], LONGEST_NAME),
        plain(row["type"], LONGEST_TYPE),
        row["is_personal"],
        plain(row["text"], LONGEST_TEXT),
    )


def _file(row: dict[str, Any]) -> DatasetFile:
    address = plain(row["url"], LONGEST_ADDRESS)
    return DatasetFile(
        plain(row["name"], LONGEST_NAME), address, row.get("size"), row["sha256"].lower()
    )
