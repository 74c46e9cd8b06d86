"""Who may do what in governance, by room."""

from __future__ import annotations

from governance.permissions import appeals, reviews

__all__ = ["appeals", "reviews"]
