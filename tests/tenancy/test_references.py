"""One spelling of a reference names one row, whatever its kind."""

from __future__ import annotations

import pytest
from django.apps import apps

from coe_portal.tenancy.references import Referenced
from governance.models.risks import Risk
from intake.models.use_cases import UseCase

KINDS = sorted(
    (model for model in apps.get_models() if issubclass(model, Referenced)),
    key=lambda model: model._meta.label,
)


@pytest.mark.parametrize("model", KINDS, ids=lambda model: model._meta.label)
def test_a_reference_is_read_as_it_is_written(model):
    row = model(number=42)

    assert row.reference == f"{model.PREFIX}-42"
    assert model.number_of(row.reference) == 42
    assert model.number_of(row.reference.lower()) == 42


def test_no_two_kinds_are_called_alike():
    prefixes = [model.PREFIX for model in KINDS]

    assert len(prefixes) == len(set(prefixes)) > 30


@pytest.mark.parametrize(
    "text",
    ["", "UC", "UC-", "UC-0", "UC-042", "UC--1", "UC-1.2", "UC-٣", "R-1", "1", "UC-" + "9" * 10],
)
def test_nothing_else_is_a_reference(text):
    assert UseCase.number_of(text) is None


def test_a_label_fits_its_column_in_the_trail():
    label = Risk(number=1, title="x" * 300).subject_label

    assert label == "RISK-1 " + "x" * 248
