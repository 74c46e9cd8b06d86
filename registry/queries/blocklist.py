"""The blocklist as applications read it."""

from __future__ import annotations

from typing import Any, Final

from registry.models.models import AIModel
from registry.models.outputs import BlocklistEntry

MOST_EXPORTED: Final = 50_000


def exported(model: AIModel | None = None) -> list[dict[str, Any]]:
    """Every text in force, the oldest first; for a model, its own and those for all."""
    rows = BlocklistEntry.objects.in_force().select_related("model").order_by("number")
    if model is not None:
        rows = rows.for_model(model)
    return [
        {
            "reference": row.reference,
            "text": row.text,
            "category": row.category,
            "model": row.model.name if row.model else None,
            "added_at": row.created_at.isoformat(),
        }
        for row in rows[:MOST_EXPORTED]
    ]
