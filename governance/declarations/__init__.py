"""What governance records, tells people, navigates to, and does by the clock, by room."""

from __future__ import annotations

from governance.declarations import (
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
