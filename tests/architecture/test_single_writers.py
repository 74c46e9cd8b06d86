"""One writer per state: a field that carries a decision is set where its rule is, only there."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from tests.architecture.sources import Source, called_name, python_sources

pytestmark = pytest.mark.architecture

# Field -> modules that may set it on a stored row.
FIELD_WRITERS = {
    # A use case's, and a model version's.
    "stage": {"intake/actions/lifecycle.py", "registry/actions/promotion.py"},
    "served_at": {"registry/actions/promotion.py"},
    "tier": {"intake/actions/assessing.py"},
    "ai_act_class": {"intake/actions/assessing.py"},
}
# Model -> modules that may make a row of it; an import makes many at once.
ROW_WRITERS = {
    "AuditEvent": {"coe_portal/audit/recording.py"},
    "ChainHead": {"coe_portal/audit/recording.py"},
    "StageChange": {"intake/actions/lifecycle.py", "intake/actions/import_cases.py"},
    "Assessment": {"intake/actions/assessing.py", "intake/actions/import_cases.py"},
    "DriftReview": {"registry/actions/drift_reviews.py"},
    "Decision": {"governance/actions/closing.py"},
    "StageMove": {"registry/actions/promotion.py"},
    "PromotionRequest": {"registry/actions/promotion.py"},
    "Notification": {"coe_portal/notifications/dispatch.py"},
}
MAKERS = {"create", "bulk_create", "get_or_create", "update_or_create"}


def assigned_fields(source: Source) -> Iterator[str]:
    """Names set by `row.name = …` and by `rows.update(name=…)`."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            yield from (target.attr for target in targets if isinstance(target, ast.Attribute))
        elif isinstance(node, ast.Call) and called_name(node) == "update":
            yield from (keyword.arg for keyword in node.keywords if keyword.arg)


def made_models(source: Source) -> Iterator[str]:
    """Models of which `Model(…)` or `Model.objects.create(…)` and its like make rows."""
    for node in ast.walk(source.tree):
        if not isinstance(node, ast.Call):
            continue
        function = node.func
        if isinstance(function, ast.Name):
            yield function.id
        elif isinstance(function, ast.Attribute) and function.attr in MAKERS:
            yield from (part.id for part in ast.walk(function.value) if isinstance(part, ast.Name))


@pytest.mark.parametrize("field", FIELD_WRITERS)
def test_a_state_field_has_one_writer(field):
    writers = {source.name for source in python_sources() if field in set(assigned_fields(source))}

    assert writers - FIELD_WRITERS[field] == set()


@pytest.mark.parametrize("model", ROW_WRITERS)
def test_a_row_that_counts_has_one_maker(model):
    makers = {source.name for source in python_sources() if model in set(made_models(source))}

    assert makers - ROW_WRITERS[model] == set()
