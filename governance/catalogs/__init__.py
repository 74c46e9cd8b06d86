"""What law and frameworks say, as dated data that comes with governance."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent


@cache
def load(name: str) -> Any:
    """The JSON of a file in this folder, by its name without ending; treat it as read-only."""
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
