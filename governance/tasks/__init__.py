"""Background work of governance, by room."""

from __future__ import annotations

from governance.tasks import incidents, policies, reviews, risks

__all__ = ["incidents", "policies", "reviews", "risks"]
