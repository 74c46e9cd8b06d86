"""Which reminder is due: the latest step only, so that missed days are not told one by one."""

from __future__ import annotations

from collections.abc import Iterable


def latest_step(steps: Iterable[int], today: int, *, start: int) -> int | None:
    """The last step that has come and did not come before the matter itself began.

    `steps`, `today` and `start` are days from the due date: -3 is three days before it, 10 is ten
    days after. A step is told once, by its name; on the days between two steps the earlier one is
    the latest still, and was told.
    """
    return max((step for step in steps if start < step <= today), default=None)
