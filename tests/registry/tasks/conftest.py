"""What runs by the clock, at an hour at which the windows of the day before are due."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine
from django.utils import timezone


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    """A window is checked two hours after its end: a run by night would find none."""
    with time_machine.travel(timezone.now().replace(hour=12)):
        yield
