"""What the clock does in one organization, row by row, so that one bad row spoils no other."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from types import TracebackType
from typing import Any, Final, Self, TypeAlias

from django.db.models import QuerySet

from coe_portal.tenancy.models import Organization
from coe_portal.tenancy.scope import scope

logger = logging.getLogger(__name__)

AT_ONCE: Final = 200
# Asked in a scope of its own: rows, or the keys of rows.
Find: TypeAlias = Callable[[], QuerySet[Any] | Iterable[int]]


class Sweep:
    """Find rows of an organization and deal with each, or with some, in a transaction of its own.

    What fails is logged and the rest goes on; leaving the sweep then raises an ExceptionGroup of
    all that failed, so that the task counts as failed. The next sweep finds those rows again.
    """

    def __init__(self, organization_id: int) -> None:
        with scope(organization_id):
            self._organization = Organization.objects.get(pk=organization_id)
        self._failures: list[Exception] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if error is None and self._failures:
            msg = f"Some rows of organization {self._organization} failed"
            raise ExceptionGroup(msg, self._failures)

    def each(self, find: Find, do: Callable[[int], int | None]) -> int:
        """Call `do` with the key of each row; the sum of what it gives (True counts as one)."""
        return sum(self._try(do, pk) for pk in self._keys(find))

    def parts(self, find: Find, do: Callable[[list[int]], int | None]) -> int:
        """Call `do` with the keys of up to 200 rows at once; the sum of what it gives."""
        keys = self._keys(find)
        parts = (keys[start : start + AT_ONCE] for start in range(0, len(keys), AT_ONCE))
        return sum(self._try(do, part) for part in parts)

    def _keys(self, find: Find) -> list[int]:
        with scope(self._organization):
            found = find()
            if isinstance(found, QuerySet):
                found = found.order_by("pk").values_list("pk", flat=True)
            return list(found)

    def _try(self, do: Callable[[Any], int | None], what: Any) -> int:
        """Whatever one row fails of, the others are dealt with; the log says which row it was."""
        try:
            with scope(self._organization):
                return int(do(what) or 0)
        except Exception as error:
            logger.exception("%s failed for %s", getattr(do, "__name__", do), what)
            self._failures.append(error)
            return 0
