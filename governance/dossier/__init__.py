"""What governance contributes to a case file, from its papers and votes to its audits."""

from __future__ import annotations

from governance.dossier import (
    addresses,
    audits,
    checklists,
    incidents,
    meetings,
    papers,
    readers,
    reviews,
    risks,
    waivers,
)

__all__ = [
    "addresses",
    "audits",
    "checklists",
    "incidents",
    "meetings",
    "papers",
    "readers",
    "reviews",
    "risks",
    "waivers",
]
