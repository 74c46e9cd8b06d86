"""Background work of governance, by room."""

from __future__ import annotations

from governance.tasks import reviews

__all__ = ["reviews"]
