"""Background work of governance, by room."""

from __future__ import annotations

from governance.tasks import incidents, reviews

__all__ = ["incidents", "reviews"]
