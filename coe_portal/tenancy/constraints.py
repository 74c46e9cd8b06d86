"""Belts 2 and 3 as constraints of the models, so that makemigrations writes them.

`protect_tenant_models()` adds them to every tenant model when the apps are ready: nobody can forget
one, and a table without them shows up as a missing migration.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.backends.ddl_references import Statement, Table
from django.db.models import BaseConstraint


class TenantConstraint(BaseConstraint):
    """A rule that PostgreSQL keeps by itself; Python cannot see another tenant's rows."""

    create_template: ClassVar[str]
    remove_template: ClassVar[str]

    def statement_parts(self, _model: type[models.Model], _quote: Any) -> dict[str, object]:
        """What the templates need besides table and name."""
        return {}

    def _statement(self, template: str, model: type[models.Model], editor: Any) -> Statement:
        quote = editor.quote_name
        return Statement(
            template,
            table=Table(model._meta.db_table, quote),
            name=quote(self.name),
            **self.statement_parts(model, quote),
        )

    def constraint_sql(
        self, model: type[models.Model] | None, schema_editor: BaseDatabaseSchemaEditor | None
    ) -> str:
        """Part of CREATE TABLE: these follow right after it instead."""
        if model is not None and schema_editor is not None:
            schema_editor.deferred_sql.append(self.create_sql(model, schema_editor))
        return ""

    def create_sql(  # type: ignore[override]  # Statement is what Django's own constraints return
        self, model: type[models.Model] | None, schema_editor: BaseDatabaseSchemaEditor | None
    ) -> Statement:
        assert model is not None  # noqa: S101  (Django's signature allows None, its calls do not)
        return self._statement(self.create_template, model, schema_editor)

    def remove_sql(  # type: ignore[override]
        self, model: type[models.Model] | None, schema_editor: BaseDatabaseSchemaEditor | None
    ) -> Statement:
        assert model is not None  # noqa: S101
        return self._statement(self.remove_template, model, schema_editor)

    def validate(self, *_args: object, **_kwargs: object) -> None:
        """The database decides."""

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and self.deconstruct() == other.deconstruct()

    def __hash__(self) -> int:
        return hash((type(self), self.name))


class TenantIsolation(TenantConstraint):
    """Row-level security: a row is visible and writable in its own organization only."""

    create_template = (
        "ALTER TABLE %(table)s ENABLE ROW LEVEL SECURITY; "
        "CREATE POLICY %(name)s ON %(table)s USING (organization_id = "
        "(SELECT nullif(current_setting('app.organization_id', true), '')::bigint)); "
        "CREATE POLICY %(platform)s ON %(table)s TO %(role)s USING (true) WITH CHECK (true)"
    )
    remove_template = "DROP POLICY %(name)s ON %(table)s; DROP POLICY %(platform)s ON %(table)s"

    def statement_parts(self, _model: type[models.Model], quote: Any) -> dict[str, object]:
        return {
            "platform": quote(f"{self.name}_platform"[:63]),
            "role": quote(settings.PLATFORM_ROLE),
        }


class SameOrganization(TenantConstraint):
    """Composite foreign key: `field` points to a row of the same organization."""

    create_template = (
        "ALTER TABLE %(table)s ADD CONSTRAINT %(name)s FOREIGN KEY (organization_id, %(column)s) "
        "REFERENCES %(target)s (organization_id, id) DEFERRABLE INITIALLY DEFERRED"
    )
    remove_template = "ALTER TABLE %(table)s DROP CONSTRAINT %(name)s"

    def create_sql(  # type: ignore[override]  # Django runs text as it runs a Statement
        self, model: type[models.Model] | None, schema_editor: BaseDatabaseSchemaEditor | None
    ) -> str:
        """Left to the end of the migration, when the target has its (organization, id) key.

        Django runs what is returned here at once or, for a table with generated columns, later.
        """
        assert schema_editor is not None  # noqa: S101
        schema_editor.deferred_sql.append(super().create_sql(model, schema_editor))
        return "SELECT 1 /* the foreign key follows */"

    def constraint_sql(
        self, model: type[models.Model] | None, schema_editor: BaseDatabaseSchemaEditor | None
    ) -> str:
        if schema_editor is not None:
            self.create_sql(model, schema_editor)
        return ""

    def __init__(self, *, field: str, name: str) -> None:
        super().__init__(name=name)
        self.field = field

    def deconstruct(self) -> tuple[str, Sequence[Any], dict[str, Any]]:
        path, args, kwargs = super().deconstruct()
        return path, args, {**kwargs, "field": self.field}

    def statement_parts(self, model: type[models.Model], quote: Any) -> dict[str, object]:
        field: Any = model._meta.get_field(self.field)
        return {
            "column": quote(field.column),
            "target": Table(field.remote_field.model._meta.db_table, quote),
        }


class FrozenRows(TenantConstraint):
    """A trigger that refuses UPDATE and DELETE: rows are written once."""

    create_template = (
        "CREATE TRIGGER %(name)s BEFORE UPDATE OR DELETE ON %(table)s "
        "FOR EACH ROW EXECUTE FUNCTION coe_refuse_change()"
    )
    remove_template = "DROP TRIGGER %(name)s ON %(table)s"


def tenant_constraints(model: type[models.Model], *, frozen: bool) -> Iterable[BaseConstraint]:
    """All rules that this tenant model needs, named after its table."""
    from coe_portal.tenancy.models import TenantModel  # noqa: PLC0415  (models use this module)

    table = model._meta.db_table
    if model._meta.pk.name == "id":  # composite keys are pointed at by nothing
        yield models.UniqueConstraint(
            fields=["organization", "id"], name=_name(table, "tenant_key")
        )
    yield TenantIsolation(name=_name(table, "isolation"))
    if frozen:
        yield FrozenRows(name=_name(table, "frozen"))
    for field in model._meta.local_fields:
        target = field.related_model
        if isinstance(target, type) and issubclass(target, TenantModel):
            yield SameOrganization(field=field.name, name=_name(table, f"{field.name}_same_org"))


def _name(table: str, suffix: str) -> str:
    """A name within PostgreSQL's 63 characters, room for the platform policy included."""
    return f"{table[: 53 - len(suffix)]}_{suffix}"
