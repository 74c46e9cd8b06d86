"""Further organizations with the same history, copied inside the database."""

from __future__ import annotations

from typing import Any, Final

from django.db import connection, models

from coe_portal.tenancy.models import BusinessUnit, Organization
from coe_portal.tenancy.scope import scope
from governance.models.decisions import Decision
from governance.models.reviews import Review
from intake.models.assessments import Assessment
from intake.models.use_cases import StageChange, UseCase
from intake.queries.rulebook import in_force

COPIED: Final[tuple[type[models.Model], ...]] = (UseCase, StageChange, Assessment, Review, Decision)
# Each copy's keys begin where no key of a sequence is.
ROOM: Final = 100_000_000
PATTERN: Final = "pattern_"


def keep_pattern(owner: Organization) -> None:
    """What the copies are made from, outside of the organization, while the connection lives."""
    with scope(owner), connection.cursor() as cursor:
        for model in COPIED:
            table = model._meta.db_table
            cursor.execute(f"DROP TABLE IF EXISTS {PATTERN}{table}")
            cursor.execute(f"CREATE TEMPORARY TABLE {PATTERN}{table} AS SELECT * FROM {table}")


def copy_pattern(owner: Organization) -> None:
    """The pattern's rows as the organization's; nothing where it has some."""
    with scope(owner), connection.cursor() as cursor:
        if UseCase.objects.exists():
            return
        rules = in_force()
        units = list(BusinessUnit.objects.values_list("pk", flat=True))
        own = {
            "organization_id": str(owner.pk),
            "business_unit_id": f"(ARRAY{units}::bigint[])[1 + id % {len(units)}]",
            "questionnaire_id": str(rules.questionnaire.pk),
            "rubric_id": str(rules.rubric.pk),
            "tier_policy_id": str(rules.tier_policy.pk),
            "catalogue_id": str(rules.catalogue.pk),
        }
        for model in COPIED:
            values = {one.column: value_of(one, own, owner.pk * ROOM) for one in stored(model)}
            cursor.execute(
                f"INSERT INTO {model._meta.db_table} ({', '.join(values)})"
                f" SELECT {', '.join(values.values())} FROM {PATTERN}{model._meta.db_table}"
            )


def stored(model: type[models.Model]) -> list[Any]:
    return [one for one in model._meta.concrete_fields if not getattr(one, "generated", False)]


def value_of(column: Any, own: dict[str, str], shift: int) -> str:
    """What the copy has in a column: its own rules and unit, keys moved along, else the same."""
    is_key = column.primary_key or column.related_model in COPIED
    return own.get(column.column, f"{column.column} + {shift}" if is_key else column.column)
