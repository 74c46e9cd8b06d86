"""Look each minute whether the portal is up, in a thread of the clock's process.

Workers may be at long work for more than a minute, so the look does not wait in their queue: it
calls them, and a busy worker answers.
"""

from __future__ import annotations

import datetime as dt
import logging
import threading
from typing import Final

from celery.signals import beat_init
from django.db import DatabaseError, connection
from django.utils import timezone

from coe_portal.health import is_answering, parts, worker_answers
from coe_portal.vitals.hours import note_check

logger = logging.getLogger(__name__)

MINUTE: Final = 60.0


@beat_init.connect
def begin(**_kwargs: object) -> None:
    """The clock starts: watch until its process ends."""
    logger.info("Looking each minute whether the portal is up.")
    threading.Thread(target=watch, args=(threading.Event(),), name="vitals", daemon=True).start()


def watch(ended: threading.Event) -> None:
    """Look at the beginning of each minute. What begins with the clock has until then to start."""
    while not ended.wait(seconds_to_go(timezone.now())):
        try:
            look()
        except DatabaseError as error:
            logger.warning("This minute is not written down: %s", error)
        finally:
            connection.close()


def look() -> bool:
    """Write down whether all parts answer; clock and database answer by doing so."""
    now = timezone.now()
    answers = {**parts(), "web": is_answering()}
    if answers["broker"]:
        answers["worker"] = worker_answers()
    silent = [name for name, answered in answers.items() if not answered]
    if silent:
        logger.warning("No answer from: %s.", ", ".join(silent))
    note_check(now, is_up=not silent)
    return not silent


def seconds_to_go(now: dt.datetime) -> float:
    """Until the next minute begins."""
    return MINUTE - now.second - now.microsecond / 1_000_000
