"""Choosing a dataset of the catalogue, with what one should know of it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from registry.models.datasets import Dataset


class DatasetField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A dataset that is available, with its classification."""

    def __init__(self, **options: Any) -> None:
        rows = Dataset.objects.available().order_by("name", "pk").defer("columns", "files")
        super().__init__(
            label=_("Dataset of the catalogue"),
            queryset=rows,
            required=False,
            empty_label=_("None"),
            **options,
        )

    def label_from_instance(self, dataset: Any) -> str:
        """`Claims 2020-2025 · DS-5 · Confidential`."""
        return f"{dataset.name} · {dataset.reference} · {dataset.get_classification_display()}"
