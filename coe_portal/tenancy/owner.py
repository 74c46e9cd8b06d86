"""The one place that works as the owner of the tables: migrations and the tests' flush."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connections

from coe_portal.tenancy.connection_urls import login_of


@contextmanager
def as_owner(alias: str = "default") -> Iterator[None]:
    """Reconnect as the login that owns the tables, and back as the application's role after."""
    connection = connections[alias]
    before = {key: connection.settings_dict[key] for key in ("USER", "PASSWORD", "OPTIONS")}
    options = {k: v for k, v in before["OPTIONS"].items() if k != "assume_role"}
    owner = login_of(settings.MIGRATION_DATABASE_URL) if settings.MIGRATION_DATABASE_URL else {}
    connection.close()
    connection.settings_dict.update({**before, **owner, "OPTIONS": options})
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(before)
