"""Who may do what in the registry, by room."""

from __future__ import annotations

from registry.permissions import models, monitoring

__all__ = ["models", "monitoring"]
