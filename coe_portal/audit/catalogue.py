"""Every action that the trail can hold, declared once; an unknown or doubled code cannot start."""

from __future__ import annotations

import enum
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Severity(enum.StrEnum):
    INFO = "info"
    NOTICE = "notice"
    WARNING = "warning"


@dataclass(frozen=True)
class AuditAction:
    """`code` is `<app>.<object>.<past participle>`; `label` is what people read.

    An action that one person repeats in a row, such as saving while typing, may say in one line
    what a run of its events did: `together` gets the `after` of each, newest first.
    """

    code: str
    label: str | Promise
    severity: Severity = field(default=Severity.INFO)
    together: Callable[[Sequence[Mapping[str, Any]]], str] | None = None

    _declared: ClassVar[dict[str, AuditAction]] = {}

    def __post_init__(self) -> None:
        if self.code in self._declared:
            msg = f"Audit action {self.code} is declared twice."
            raise ValueError(msg)
        self._declared[self.code] = self

    @classmethod
    def of(cls, code: str) -> AuditAction:
        """The declaration of a stored code; one that was retired still has a name."""
        return cls._declared.get(code) or _Retired.named(code)

    @classmethod
    def all(cls) -> list[AuditAction]:
        """Every declared action, by code."""
        return [cls._declared[code] for code in sorted(cls._declared)]


class _Retired:
    @staticmethod
    def named(code: str) -> AuditAction:
        action = object.__new__(AuditAction)
        object.__setattr__(action, "code", code)
        object.__setattr__(action, "label", _("Retired action"))
        object.__setattr__(action, "severity", Severity.INFO)
        object.__setattr__(action, "together", None)
        return action
