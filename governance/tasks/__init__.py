"""Background work of governance, by room."""

from __future__ import annotations

from governance.tasks import incidents, policies, questions, reviews, risks

__all__ = ["incidents", "policies", "questions", "reviews", "risks"]
