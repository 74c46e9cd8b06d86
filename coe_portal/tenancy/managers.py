"""Belt 1: the tenant stands in every WHERE, as an expression read when the SQL is compiled."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Self, TypeVar

from django.core.exceptions import FullResultSet
from django.db import models
from django.db.models.sql.compiler import SQLCompiler

from coe_portal.tenancy import scope

ModelT_co = TypeVar("ModelT_co", bound=models.Model, covariant=True)


class InCurrentOrganization(models.Expression):
    """`organization_id = <the one in scope>`; raises ScopeError when there is none.

    Read at compile time, so a queryset built in a class body is right under any later scope, and
    every path that makes SQL (exists, explain, subqueries, async) is covered by construction.
    """

    conditional = True
    output_field = models.BooleanField()

    def __init__(self) -> None:
        super().__init__()
        self.column: Any = models.F("organization_id")

    def get_source_expressions(self) -> list[Any]:
        return [self.column]

    def set_source_expressions(self, exprs: Iterable[Any]) -> None:
        (self.column,) = exprs

    def as_sql(  # type: ignore[override]  # the stubs leave out the keywords of vendors
        self,
        compiler: SQLCompiler,
        connection: Any,  # noqa: ARG002
        **_kwargs: Any,
    ) -> tuple[str, list[Any]]:
        if scope.is_platform_scope():
            raise FullResultSet
        column, params = compiler.compile(self.column)
        return f"{column} = %s", [*params, scope.current_organization_id()]


class TenantQuerySet(models.QuerySet[ModelT_co]):
    """Base of all tenant querysets."""

    def locked(self, pk: int) -> ModelT_co:
        """The row under `SELECT … FOR NO KEY UPDATE`, or DoesNotExist.

        Keys never change: rows that refer to this one may be inserted meanwhile, so that whoever
        holds another lock and inserts one does not wait for whoever waits for that lock.
        """
        return self.select_for_update(of=("self",), no_key=True).order_by("pk").get(pk=pk)

    def locked_rows(self) -> Self:
        """All rows, locked in the order of their keys, so that locks cannot cross."""
        return self.select_for_update(of=("self",), no_key=True).order_by("pk")


class TenantManager(models.Manager[ModelT_co]):
    """Rows of the organization in scope only."""

    _queryset_class = TenantQuerySet

    def get_queryset(self) -> TenantQuerySet[ModelT_co]:
        queryset: Any = super().get_queryset()
        scoped: TenantQuerySet[ModelT_co] = queryset.filter(InCurrentOrganization())
        return scoped

    def locked(self, pk: int) -> ModelT_co:
        """The row under `SELECT … FOR NO KEY UPDATE`, or DoesNotExist."""
        return self.get_queryset().locked(pk)

    def locked_rows(self) -> TenantQuerySet[ModelT_co]:
        """All rows, locked in the order of their keys, so that locks cannot cross."""
        return self.get_queryset().locked_rows()
