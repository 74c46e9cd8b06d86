"""Files follow the transaction that wrote them: what is rolled back leaves no file behind.

Storage knows no transactions. A scope remembers the files that were stored in it; when it ends,
those whose rows will not be committed are deleted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from django.core.files.storage import Storage
from django.db import connection, transaction

Kept = Callable[[], None]


@dataclass
class Written:
    """Files stored in a scope, each with the mark that its transaction carries."""

    files: list[tuple[Storage, str, Kept]] = field(default_factory=list)

    def delete_lost(self, *, is_lost: bool) -> None:
        """Delete all, or those that a savepoint took back with their mark."""
        if not self.files:
            return
        marks = {id(entry[1]) for entry in connection.run_on_commit}
        for storage, name, mark in self.files:
            if is_lost or id(mark) not in marks:
                storage.delete(name)


_written: ContextVar[Written | None] = ContextVar("written_files", default=None)


@contextmanager
def watched_files() -> Iterator[None]:
    """Watch the files stored inside; the outermost of nested calls decides."""
    if _written.get() is not None:
        yield
        return
    written = Written()
    token = _written.set(written)
    is_lost = True
    try:
        yield
        is_lost = connection.needs_rollback
    finally:
        _written.reset(token)
        written.delete_lost(is_lost=is_lost)


def follow_transaction(storage: Storage, name: str) -> None:
    """Let a file that was just stored vanish if this transaction is not committed."""
    written = _written.get()
    if written is None:
        return

    def mark() -> None:
        """Stands in the transaction for the file; a savepoint that rolls back drops it."""

    transaction.on_commit(mark)
    written.files.append((storage, name, mark))
