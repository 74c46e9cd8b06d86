"""Months full of observations: each filled and indexed by itself, then attached to the table."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from dateutil.relativedelta import relativedelta
from django.conf import settings
from django.db import connection
from django.utils import timezone

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.models import Membership
from coe_portal.tenancy.owner import as_owner
from coe_portal.tenancy.partitions import ensure_months
from coe_portal.tenancy.scope import scope
from registry.actions.registration import NewModel, VersionTerms, register_model, register_version
from registry.models.models import AIModel, ModelVersion
from registry.models.monitoring import Observation
from tests.benchmarks.data import organization

ACTOR: Final = Actor.system("bench")
SLUG, MODEL = "bench-monitoring", "bench-score"
VERSIONS: Final = 20
TABLE: Final = Observation._meta.db_table

MONTH: Final = f"""
    CREATE TABLE %(part)s (LIKE {TABLE} INCLUDING DEFAULTS);
    INSERT INTO %(part)s
        (organization_id, version_id, kind, observed_at, key, content, created_at)
    SELECT %(organization)s, (%(versions)s::bigint[])[1 + n %% {VERSIONS}], 'current',
        %(first)s::timestamptz + (%(last)s::timestamptz - %(first)s::timestamptz)
            * (n / %(count)s::float8),
        'k' || n,
        jsonb_build_object('score', round(random()::numeric, 4), 'age', 18 + n %% 60,
            'region', chr(97 + n %% 8)),
        now()
    FROM generate_series(0, %(count)s - 1) AS n;
    ALTER TABLE %(part)s ADD PRIMARY KEY (version_id, kind, observed_at, key);
    REVOKE ALL ON %(part)s FROM {settings.DATABASE_ROLE}, {settings.PLATFORM_ROLE};
    ALTER TABLE %(part)s ENABLE ROW LEVEL SECURITY;
    ALTER TABLE {TABLE} ATTACH PARTITION %(part)s
        FOR VALUES FROM (%(first)s) TO (%(end)s);
"""
WIDE: Final = f"""
    INSERT INTO {TABLE}
        (organization_id, version_id, kind, observed_at, key, content, created_at)
    SELECT %(organization)s, %(version)s, %(kind)s,
        %(first)s::timestamptz + interval '1 second' * (n * 500000.0 / %(count)s), 'k' || n,
        (SELECT jsonb_object_agg('feature_' || f, round((random() + f + n * 0)::numeric, 4))
         FROM generate_series(1, %(features)s) AS f),
        now()
    FROM generate_series(0, %(count)s - 1) AS n
"""


def versions() -> list[ModelVersion]:
    """Versions of one model that send, made once."""
    with scope(organization(SLUG, 0)):
        if not AIModel.objects.named(MODEL).exists():
            owner = Membership.objects.order_by("pk").first()
            model = register_model(NewModel(name=MODEL, owner=owner), actor=ACTOR)
            for _number in range(VERSIONS + 1):
                register_version(model, VersionTerms(developer=owner), actor=ACTOR)
        found = ModelVersion.objects.select_related("model", "organization")
        return list(found.filter(model__name=MODEL).order_by("number"))


def month(back: int) -> dt.datetime:
    """The first moment of a month, so many months ago; the months of the table are those of UTC."""
    now = timezone.now().astimezone(dt.UTC)
    return now.replace(day=1, hour=0, minute=0, second=0, microsecond=0) - relativedelta(
        months=back
    )


def fill_month(back: int, count: int, senders: list[ModelVersion]) -> None:
    """One partition with so many rows; the running month holds what came until now."""
    first, end = month(back), month(back - 1)
    part = f"{TABLE}_{first:%Y%m}"
    asked: dict[str, Any] = {
        "organization": senders[0].organization_id,
        "versions": [one.pk for one in senders[:VERSIONS]],
        "first": first,
        "last": min(end, timezone.now()),
        "end": end,
        "count": count,
    }
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {part}")
        cursor.execute(MONTH.replace("%(part)s", part), asked)


def fill_wide(version: ModelVersion, features: int, rows: int) -> None:
    """Two windows of one version with many features."""
    first = timezone.now() - dt.timedelta(days=7)
    with scope(version.organization_id), connection.cursor() as cursor:
        ensure_months(TABLE, {first.date(), timezone.now().date()})
        for kind in ("reference", "current"):
            asked = {
                "organization": version.organization_id,
                "version": version.pk,
                "kind": kind,
                "first": first,
                "count": rows,
                "features": features,
            }
            cursor.execute(WIDE, asked)
