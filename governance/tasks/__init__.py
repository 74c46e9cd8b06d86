"""Background work of governance, by room."""

from __future__ import annotations

from governance.tasks import (
    audits,
    compliance,
    incidents,
    meetings,
    papers,
    policies,
    questions,
    reviews,
    risks,
    validity,
    waivers,
)

__all__ = [
    "audits",
    "compliance",
    "incidents",
    "meetings",
    "papers",
    "policies",
    "questions",
    "reviews",
    "risks",
    "validity",
    "waivers",
]
