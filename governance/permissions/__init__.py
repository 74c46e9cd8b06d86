"""Who may do what in governance, by room."""

from __future__ import annotations

from governance.permissions import reviews

__all__ = ["reviews"]
