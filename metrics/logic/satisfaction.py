"""Pure: the scores of the one question."""

from __future__ import annotations

from typing import Final

SCORES: Final = (1, 2, 3, 4, 5)
# Fewer answers of a part might tell whose they are.
FEWEST_SHOWN: Final = 3
