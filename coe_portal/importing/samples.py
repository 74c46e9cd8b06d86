"""What the columns of a file hold, so that a person can say what they mean."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

from coe_portal.importing.spreadsheets import Spreadsheet

ROWS: Final = 2_000
DISTINCT: Final = 40
SHOWN: Final = 3


@dataclass
class Sample:
    """The different values of a column in the order they appear, and how many cells are filled."""

    filled: int = 0
    values: dict[str, int] = field(default_factory=dict)

    @property
    def examples(self) -> list[str]:
        """A few of the values."""
        return list(islice(self.values, SHOWN))

    @property
    def is_open(self) -> bool:
        """Whether the column holds too many different values to translate one by one."""
        return len(self.values) >= DISTINCT

    def add(self, text: str) -> None:
        """Count one cell."""
        self.filled += 1
        if text in self.values or len(self.values) < DISTINCT:
            self.values[text] = self.values.get(text, 0) + 1


def sample(sheet: Spreadsheet) -> Mapping[str, Sample]:
    """Look at the first rows of every column."""
    samples = {header: Sample() for header in sheet.headers}
    for row in islice(sheet.rows(), ROWS):
        for header, text in row.values.items():
            if text:
                samples[header].add(text)
    return samples
