"""What people can be told of, declared once: title and text with %(name)s places."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from django.utils.functional import Promise

from coe_portal.notifications.models import Notification


@dataclass(frozen=True)
class Attachment:
    """A file that goes with a mail."""

    name: str
    content: bytes
    content_type: str


@dataclass(frozen=True)
class NotificationKind:
    """`title` and `text` are translated format strings, filled from the context of `notify()`.

    `attach` makes the file of a mail when it is sent, from what is true then; None for no file.
    """

    code: str
    label: str | Promise
    title: str | Promise
    text: str | Promise = ""
    by_mail: bool = True
    attach: Callable[[Notification], Attachment | None] | None = None

    _declared: ClassVar[dict[str, NotificationKind]] = {}

    def __post_init__(self) -> None:
        if self.code in self._declared:
            msg = f"Notification kind {self.code} is declared twice."
            raise ValueError(msg)
        self._declared[self.code] = self

    @classmethod
    def of(cls, code: str) -> NotificationKind | None:
        """The declaration, or None for a code that was retired."""
        return cls._declared.get(code)

    @classmethod
    def all(cls) -> list[NotificationKind]:
        """Every declared kind, by code."""
        return [cls._declared[code] for code in sorted(cls._declared)]
