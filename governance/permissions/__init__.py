"""Who may do what in governance, by room."""

from __future__ import annotations

from governance.permissions import (
    appeals,
    audits,
    checklists,
    compliance,
    incidents,
    meetings,
    obligations,
    papers,
    policies,
    questions,
    reviews,
    rights,
    risks,
    validity,
    waivers,
)

__all__ = [
    "appeals",
    "audits",
    "checklists",
    "compliance",
    "incidents",
    "meetings",
    "obligations",
    "papers",
    "policies",
    "questions",
    "reviews",
    "rights",
    "risks",
    "validity",
    "waivers",
]
