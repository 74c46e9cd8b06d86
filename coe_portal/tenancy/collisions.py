"""Two at the same moment: the database lets one through, the other is told to look again."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from django.db import DatabaseError
from django.utils.translation import gettext as _
from psycopg2 import errorcodes

from coe_portal.errors import StaleState

logger = logging.getLogger(__name__)

COLLISIONS: Final = frozenset(
    {
        errorcodes.UNIQUE_VIOLATION,
        errorcodes.EXCLUSION_VIOLATION,
        errorcodes.DEADLOCK_DETECTED,
        errorcodes.SERIALIZATION_FAILURE,
    }
)


def collision_of(error: Exception) -> StaleState | None:
    """What to tell whoever came second; None for errors that are ours."""
    code = getattr(error.__cause__, "pgcode", None)
    if not isinstance(error, DatabaseError) or code not in COLLISIONS:
        return None
    logger.warning("Two did the same at once: %s", error, exc_info=error)
    return StaleState(
        _("Somebody else did this at the same moment. Load the page again to see what is there."),
        code="collision",
    )


@contextmanager
def told_collisions() -> Iterator[None]:
    """Raise StaleState in place of what the database refuses because somebody else was quicker.

    Actions ask before they insert, so that people read a sentence about the field; between asking
    and inserting somebody may do the same, and then the constraint is what keeps the order.
    """
    try:
        yield
    except DatabaseError as error:
        refusal = collision_of(error)
        if refusal is None:
            raise
        raise refusal from error
