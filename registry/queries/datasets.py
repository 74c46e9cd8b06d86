"""The catalogue as its pages read it: the list, one dataset, what was made from it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from coe_portal.tenancy.clock import today_here
from intake.models.use_cases import UseCase
from registry.choices import DatasetState
from registry.logic.croissant import Described
from registry.logic.dataset_lines import Column, DatasetFile, stored_columns, stored_files
from registry.marking import Mark, declare_marks
from registry.models.datasets import Dataset, DatasetQuerySet
from registry.models.models import AIModel, ModelVersion, ModelVersionQuerySet, VersionInput

MOST_SHOWN: Final = 50


def with_uses(datasets: DatasetQuerySet) -> QuerySet[Dataset]:
    """Each dataset with how many versions were made from it, and what lists show."""
    counted = (
        VersionInput.objects.filter(
            dataset=OuterRef("pk"),
            version__removed_at__isnull=True,
            version__model__removed_at__isnull=True,
        )
        .order_by()
        .values("dataset")
        .annotate(count=Count("version", distinct=True))
        .values("count")
    )
    rows: QuerySet[Dataset] = datasets.with_people().annotate(
        version_count=Coalesce(Subquery(counted), 0)
    )
    return rows.defer("columns", "files")


def versions_made_from(dataset: Dataset) -> ModelVersionQuerySet:
    """Present versions that name it in their lineage, newest first within their model."""
    named = VersionInput.objects.filter(version=OuterRef("pk"), dataset=dataset)
    rows: ModelVersionQuerySet = ModelVersion.objects.present().filter(Exists(named.order_by()))
    return rows.select_related("model__owner__user").order_by("model__name", "-number")


@dataclass(frozen=True)
class MadeFrom:
    """A version with what it uses the dataset for, and whether the data have changed since."""

    version: ModelVersion
    roles: tuple[str, ...]
    has_changed: bool


@dataclass(frozen=True)
class DatasetPage:
    """Everything the page of a dataset shows."""

    columns: tuple[Column, ...]
    files: tuple[DatasetFile, ...]
    made: tuple[MadeFrom, ...]
    hidden: int
    use_cases: tuple[UseCase, ...]

    @property
    def personal_columns(self) -> int:
        return sum(column.is_personal for column in self.columns)


def dataset_page(dataset: Dataset) -> DatasetPage:
    """A dataset with its columns and files, what was made from it, and for what it is used."""
    versions = versions_made_from(dataset)
    shown = list(versions[: MOST_SHOWN + 1])
    hidden = versions.count() - MOST_SHOWN if len(shown) > MOST_SHOWN else 0
    models = AIModel.objects.filter(versions__in=versions.order_by())
    cases = UseCase.objects.filter(Exists(models.filter(links__use_case=OuterRef("pk")).order_by()))
    return DatasetPage(
        columns=stored_columns(dataset.columns),
        files=stored_files(dataset.files),
        made=tuple(_made(dataset, shown[:MOST_SHOWN])),
        hidden=hidden,
        use_cases=tuple(cases.order_by("-tier_rank", "number").defer("search")[:MOST_SHOWN]),
    )


def _made(dataset: Dataset, versions: list[ModelVersion]) -> Iterator[MadeFrom]:
    rows = VersionInput.objects.filter(dataset=dataset, version__in=versions).order_by("pk")
    inputs: dict[int, list[VersionInput]] = {version.pk: [] for version in versions}
    for row in rows:
        inputs[row.version_id].append(row)
    for version in versions:
        named = inputs[version.pk]
        yield MadeFrom(
            version,
            tuple(one.get_role_display() for one in named),
            any(one.digest and dataset.digest and one.digest != dataset.digest for one in named),
        )


def datasets_of_case(use_case: UseCase) -> list[Dataset]:
    """The datasets that versions of its models were made from, by name."""
    inputs = VersionInput.objects.filter(
        dataset=OuterRef("pk"),
        version__removed_at__isnull=True,
        version__model__removed_at__isnull=True,
        version__model__links__use_case=use_case,
    )
    rows = Dataset.objects.filter(Exists(inputs.order_by())).with_people()
    return list(rows.defer("columns", "files").order_by("name", "pk")[:MOST_SHOWN])


def described(dataset: Dataset) -> Described:
    """The facts of a dataset as a description in Croissant names them."""
    return Described(
        name=dataset.name,
        description=dataset.description,
        licence=dataset.licence,
        url=dataset.url,
        source=dataset.source,
        version=dataset.version,
        citation=dataset.citation,
        published_on=dataset.published_on,
        personal_note=dataset.personal_note,
        digest=dataset.digest,
        size=dataset.size,
        columns=stored_columns(dataset.columns),
        files=stored_files(dataset.files),
    )


WITHDRAWN: Final = "dataset_withdrawn"
KEPT_TOO_LONG: Final = "dataset_kept_too_long"
DATASET_MARKS: Final = frozenset({WITHDRAWN, KEPT_TOO_LONG})


@declare_marks
def marked_by_datasets() -> Iterator[tuple[int, Mark]]:
    """Versions made from what was withdrawn, or from what is kept longer than it may be."""
    is_late = Q(dataset__delete_by__lt=today_here()) & ~Q(dataset__state=DatasetState.DELETED)
    rows = VersionInput.objects.filter(is_late | Q(dataset__withdrawn_at__isnull=False))
    for row in rows.select_related("dataset").defer("dataset__columns", "dataset__files"):
        if row.dataset is not None:
            yield row.version_id, _withdrawn(row.dataset) or _late(row.dataset)


def _withdrawn(dataset: Dataset) -> Mark | None:
    if dataset.withdrawn_at is None:
        return None
    text = _("%(dataset)s, from which it was made, is withdrawn: %(reason)s")
    return Mark(
        WITHDRAWN,
        _("Dataset withdrawn"),
        text % {"dataset": dataset.subject_label, "reason": dataset.state_note},
        _("Ask its steward whether the version may stay, or make one without these data."),
        dataset.get_absolute_url(),
    )


def _late(dataset: Dataset) -> Mark:
    day = "" if dataset.delete_by is None else date_format(dataset.delete_by, "j F Y")
    text = _("%(dataset)s, from which it was made, was to be deleted by %(day)s.")
    return Mark(
        KEPT_TOO_LONG,
        _("Dataset kept too long"),
        text % {"dataset": dataset.subject_label, "day": day},
        _("Its steward deletes the data, or sets another day."),
        dataset.get_absolute_url(),
    )
