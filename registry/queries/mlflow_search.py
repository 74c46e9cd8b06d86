"""MLflow's searches as queries: every clause one comparison, in the database, of bound values."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import reduce
from typing import Any

from django.db.models import F, Func, Lookup, Q, TextField, Value
from django.db.models.functions import Coalesce, Collate
from django.db.models.lookups import (
    Exact,
    GreaterThan,
    GreaterThanOrEqual,
    In,
    LessThan,
    LessThanOrEqual,
)

from registry.logic.mlflow_filters import Clause, Order
from registry.logic.mlflow_names import PROMPT_TAG
from registry.models.models import AIModel, AIModelQuerySet, ModelVersion, ModelVersionQuerySet

MODEL_COLUMNS = {"name": "name", "last_updated_timestamp": "updated_at"}
VERSION_COLUMNS = {
    "name": "model__name",
    "run_id": "run_id",
    "source_path": "source",
    "version_number": "number",
    "creation_timestamp": "created_at",
    "last_updated_timestamp": "updated_at",
}
# Sorted as MLflow sorts, by character codes, whatever language the database speaks.
NAMES = frozenset({"name", "model__name"})
NO_PROMPTS = Clause(is_tag=True, key=PROMPT_TAG, operator="!=", value="true")


class Like(Lookup):
    """SQL's LIKE; a backslash is a character like any other."""

    lookup_name = "mlflow_like"
    word = "LIKE"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        left, left_values = self.process_lhs(compiler, connection)
        right, right_values = self.process_rhs(compiler, connection)
        return f"{left} {self.word} {right}", [*left_values, *right_values]


class CaselessLike(Like):
    """LIKE without regard to case."""

    lookup_name = "mlflow_ilike"
    word = "ILIKE"


def _pattern(value: Any) -> Any:
    return Value(str(value).replace("\\", "\\\\"))


COMPARISONS: Mapping[str, Callable[[Any, Any], Any]] = {
    "=": Exact,
    "!=": lambda left, value: ~Exact(left, value),
    "<": LessThan,
    "<=": LessThanOrEqual,
    ">": GreaterThan,
    ">=": GreaterThanOrEqual,
    "LIKE": lambda left, value: Like(left, _pattern(value)),
    "ILIKE": lambda left, value: CaselessLike(left, _pattern(value)),
    "IN": lambda left, value: In(left, list(value)),
    "NOT IN": lambda left, value: ~In(left, list(value)),
}


def found_models(clauses: Sequence[Clause], orders: Sequence[Order]) -> AIModelQuerySet:
    """Present models that meet every clause; without a word about prompts, no prompts."""
    rows: AIModelQuerySet = AIModel.objects.present()
    return rows.filter(_condition(clauses, MODEL_COLUMNS)).order_by(*_keys(orders, MODEL_COLUMNS))


def found_versions(clauses: Sequence[Clause], orders: Sequence[Order]) -> ModelVersionQuerySet:
    """Present versions that meet every clause; without a word about prompts, none of prompts."""
    rows: ModelVersionQuerySet = ModelVersion.objects.present().select_related("model")
    return rows.filter(_condition(clauses, VERSION_COLUMNS)).order_by(
        *_keys(orders, VERSION_COLUMNS)
    )


def _condition(clauses: Sequence[Clause], columns: Mapping[str, str]) -> Q:
    asks_about_prompts = any(clause.is_tag and clause.key == PROMPT_TAG for clause in clauses)
    asked = clauses if asks_about_prompts else [*clauses, NO_PROMPTS]
    return reduce(operator.and_, (Q(_comparison(clause, columns)) for clause in asked))


def _comparison(clause: Clause, columns: Mapping[str, str]) -> Any:
    left = _tag(clause.key) if clause.is_tag else F(columns[clause.key])
    return COMPARISONS[clause.operator](left, clause.value)


def _tag(key: str) -> Any:
    """The value of a tag: NULL without it, which meets no comparison. All else is no prompt."""
    text = Func(F("tags"), Value(key), function="jsonb_extract_path_text", output_field=TextField())
    if key != PROMPT_TAG:
        return text
    return Coalesce(text, Value("false"), output_field=TextField())


def _keys(orders: Sequence[Order], columns: Mapping[str, str]) -> Iterable[Any]:
    for order in orders:
        column = columns[order.key]
        key = Collate(column, "C") if column in NAMES else F(column)
        yield key.desc() if order.is_descending else key.asc()
    yield "pk"
