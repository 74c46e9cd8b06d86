"""Which organization the code that runs now may see: one ContextVar, one database setting.

Both are set together and inside a transaction, so that the manager (belt 1) and row-level security
(belt 2) can never disagree, and so that the setting ends with the transaction.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Final, TypeVar

from django.conf import settings
from django.db import connection, transaction
from psycopg2.extensions import TRANSACTION_STATUS_INERROR

from coe_portal.tenancy.files import watched_files

logger = logging.getLogger(__name__)

T = TypeVar("T")
PLATFORM: Final = -1
ORGANIZATION: Final = "organization"  # what a scope remembers of itself: the row
_organization_id: ContextVar[int | None] = ContextVar("organization_id", default=None)
# What was read once and holds for the length of the scope, by name.
_memory: ContextVar[dict[str, Any] | None] = ContextVar("scope_memory", default=None)
_finishers: list[Callable[[], None]] = []


class ScopeError(RuntimeError):
    """Tenant rows were touched while no organization was in scope."""


def current_organization_id() -> int:
    """The id of the organization in scope; ScopeError outside of one or in a platform scope."""
    organization_id = _organization_id.get()
    if organization_id is None or organization_id == PLATFORM:
        msg = "No organization is in scope: open one with scope(organization)."
        raise ScopeError(msg)
    return organization_id


def scoped_organization_id() -> int | None:
    """Like `current_organization_id()`, but None outside of a scope."""
    organization_id = _organization_id.get()
    return None if organization_id == PLATFORM else organization_id


def is_platform_scope() -> bool:
    """True inside `platform_scope()`."""
    return _organization_id.get() == PLATFORM


def remembered(name: str, read: Callable[[], T]) -> T:
    """What `read()` says, asked once in a scope: for facts that a scope does not change."""
    memory = _memory.get()
    if memory is None:
        msg = "Only a scope has a memory: open one with scope(organization)."
        raise ScopeError(msg)
    if name not in memory:
        memory[name] = read()
    value: T = memory[name]
    return value


def before_leaving(finisher: Callable[[], None]) -> Callable[[], None]:
    """Call the function at the end of every scope, in its transaction: the last before the commit.

    Not when the work has failed, and once for scopes of one organization inside each other.
    """
    _finishers.append(finisher)
    return finisher


def finish() -> None:
    """Do now what waits for the end of the scope, if there is one."""
    if scoped_organization_id() is not None and not _transaction_failed():
        for finisher in _finishers:
            finisher()


@contextmanager
def scope(organization: object) -> Iterator[None]:
    """Enter an organization (a row or its id) for the length of a transaction.

    Opens `transaction.atomic()`: what runs inside commits or rolls back as one. A long job opens
    one scope per chunk. Scopes nest; the inner one ends with the outer one's organization back.
    """
    organization_id = int(getattr(organization, "pk", organization))  # type: ignore[call-overload]
    nested = connection.in_atomic_block
    with transaction.atomic(), watched_files():
        previous = scoped_organization_id()
        token = _organization_id.set(organization_id)
        memory = _memory.set(_memory.get() if previous == organization_id else {})
        if not isinstance(organization, int):
            remembered(ORGANIZATION, lambda: organization)
        _set("app.organization_id", str(organization_id))
        try:
            yield
            if previous != organization_id:
                finish()
        finally:
            _memory.reset(memory)
            _organization_id.reset(token)
            if nested:  # else the setting ends with the transaction
                _set("app.organization_id", "" if previous is None else str(previous))


@contextmanager
def platform_scope(reason: str) -> Iterator[None]:
    """See the rows of all organizations, as the platform role, for a named reason.

    For fan-out and operator commands only; an architecture test lists who may call it.
    """
    logger.info("platform scope: %s", reason)
    with transaction.atomic():
        token = _organization_id.set(PLATFORM)
        _set_role(settings.PLATFORM_ROLE)
        try:
            yield
        finally:
            _organization_id.reset(token)
            _set_role(settings.DATABASE_ROLE)


@contextmanager
def user_scope(user_id: int) -> Iterator[None]:
    """Let a signed-in user see their own memberships in all organizations, and nothing else."""
    with transaction.atomic():
        _set("app.user_id", str(user_id))
        try:
            yield
        finally:
            _set("app.user_id", "")


def _set(name: str, value: str) -> None:
    """Set for the rest of the transaction; a failed one needs no reset, its rollback does it."""
    if _transaction_failed():
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config(%s, %s, true)", [name, value])


def _set_role(role: str) -> None:
    if _transaction_failed():
        return
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {connection.ops.quote_name(role)}")


def _transaction_failed() -> bool:
    status = connection.connection.info.transaction_status if connection.connection else None
    return bool(connection.needs_rollback or status == TRANSACTION_STATUS_INERROR)
