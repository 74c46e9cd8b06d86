"""Background work of governance, by room."""

from __future__ import annotations

from governance.tasks import incidents, reviews, risks

__all__ = ["incidents", "reviews", "risks"]
