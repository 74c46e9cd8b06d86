"""Ends what a supervisor started when the supervisor itself was killed.

The supervisor writes the process groups it starts to our standard input. When that closes without
the word `done`, the supervisor is gone: its groups are ended, and the services if nobody else uses
them. A closed pipe is noticed on every system, whatever the signal was.

Run as `python -m coe_portal.devservices.guard DATA_DIR`.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Iterable
from pathlib import Path

from coe_portal.devservices import embedded
from coe_portal.devservices.locks import Lease

DONE = "done"
GRACE_SECONDS = 10.0
PAUSE_SECONDS = 0.1


def main(data_dir: Path) -> None:
    """Wait for the end of the supervisor, then clean up if it could not."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    lines = [line.strip() for line in sys.stdin]
    if DONE in lines:
        return
    end_groups([int(line) for line in lines])
    if Lease(data_dir / embedded.USERS).release():
        embedded.stop(data_dir)


def end_groups(groups: Iterable[int]) -> None:
    """Ask the process groups to end, wait, then kill what is left."""
    deadline = time.monotonic() + GRACE_SECONDS
    left = [group for group in groups if signal_group(group, signal.SIGTERM)]
    while left and time.monotonic() < deadline:
        time.sleep(PAUSE_SECONDS)
        left = [group for group in left if signal_group(group, 0)]
    for group in left:
        signal_group(group, signal.SIGKILL)


def signal_group(group: int, number: int) -> bool:
    """Send a signal (0: only look); whether the group was still there."""
    try:
        os.killpg(group, number)
    except ProcessLookupError:
        return False
    return True


if __name__ == "__main__":
    main(Path(sys.argv[1]))
