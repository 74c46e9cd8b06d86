"""Django finds an app's models here."""

from __future__ import annotations

from metrics.models.snapshots import Snapshot

__all__ = ["Snapshot"]
