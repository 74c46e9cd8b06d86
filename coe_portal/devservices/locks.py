"""File locks of the embedded services: one starter at a time, and the last user stops them.

`flock` belongs to the open file, so the kernel lets go of it when a process dies, however it dies:
there is no list of process ids that could be stale.
"""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO


@contextmanager
def exclusive(path: Path) -> Iterator[None]:
    """Wait until nobody else holds the lock, then hold it for the block."""
    with _opened(path) as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


class Lease:
    """A share in something that must stay up while anybody uses it."""

    def __init__(self, path: Path) -> None:
        self._handle = _opened(path)
        fcntl.flock(self._handle, fcntl.LOCK_SH)

    def release(self) -> bool:
        """Give the share back; True when this was the last one."""
        try:
            fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        else:
            return True
        finally:
            self._handle.close()


def _opened(path: Path) -> IO[str]:
    path.parent.mkdir(parents=True, exist_ok=True)
    return path.open("a", encoding="utf-8")
