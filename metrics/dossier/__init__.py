"""What metrics contributes to a case file, and where the trail finds its references."""

from __future__ import annotations

from metrics.dossier import benefits, costs, packs

__all__ = ["benefits", "costs", "packs"]
