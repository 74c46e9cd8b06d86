"""Work that lasts until somebody ends it, for a worker of the tests."""

from __future__ import annotations

import time
from pathlib import Path

from celery import shared_task


@shared_task(name="tests.long_work")
def long_work(*, folder: str) -> None:
    """Say that it has begun, and wait for the end."""
    begun, ended = Path(folder, "begun"), Path(folder, "ended")
    begun.touch()
    while not ended.exists():
        time.sleep(0.05)
