"""Data that the tests read where it lies; it is never part of the repository."""

from __future__ import annotations

import os
from pathlib import Path


def shared(name: str) -> Path | None:
    """The file of this name, if this machine has it.

    `COE_SHARED_DATA` names the folder; without it, it is `../shared/data` beside the checkout.
    """
    checkout = Path(__file__).resolve().parents[1]
    folder = Path(os.environ.get("COE_SHARED_DATA", checkout.parent / "shared" / "data"))  # noqa: TID251
    path = folder / name
    return path if path.exists() else None
