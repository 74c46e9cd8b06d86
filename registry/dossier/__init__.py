"""What the registry contributes to a case file, and what its references name."""

from __future__ import annotations

from registry.dossier import (
    addresses,
    after_go_live,
    agents,
    models,
    monitoring,
    promotions,
    vendors,
)

__all__ = ["addresses", "after_go_live", "agents", "models", "monitoring", "promotions", "vendors"]
