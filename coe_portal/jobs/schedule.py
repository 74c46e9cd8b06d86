"""The beat schedule as declarations: each app says what runs when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from celery.schedules import crontab


@dataclass(frozen=True)
class Schedule:
    """Run the task of this name at these times (UTC); the task must bear to run twice."""

    name: str
    task: str
    when: crontab

    _declared: ClassVar[dict[str, Schedule]] = {}

    def __post_init__(self) -> None:
        if self.name in self._declared:
            msg = f"Schedule {self.name} is declared twice."
            raise ValueError(msg)
        self._declared[self.name] = self

    @classmethod
    def all(cls) -> list[Schedule]:
        """Every declared schedule, by name."""
        return [cls._declared[name] for name in sorted(cls._declared)]
