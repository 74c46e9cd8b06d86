"""Background work of the registry, by room."""

from __future__ import annotations

from registry.tasks import drift, reviewing

__all__ = ["drift", "reviewing"]
