"""What the registry contributes to a case file, and what its references name."""

from __future__ import annotations

from registry.dossier import addresses, agents, models, monitoring, promotions, vendors

__all__ = ["addresses", "agents", "models", "monitoring", "promotions", "vendors"]
