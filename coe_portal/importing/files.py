"""An uploaded or stored file as a path, and its fingerprint."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Final

from django.core.files import File

BLOCK: Final = 1 << 20


@contextmanager
def local_copy(content: File[bytes]) -> Iterator[Path]:
    """The file as a path: where it lies already, or copied from an upload or a remote storage."""
    stored = _stored_path(content)
    if stored is not None:
        yield stored
        return
    with NamedTemporaryFile(prefix="import-") as copy:
        for block in content.chunks(BLOCK):
            copy.write(block)
        copy.flush()
        yield Path(copy.name)


def _stored_path(content: File[bytes]) -> Path | None:
    try:
        return Path(content.path)  # type: ignore[attr-defined]
    except (AttributeError, NotImplementedError):
        return None


def file_digest(path: Path) -> str:
    """SHA-256 (hex) of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
