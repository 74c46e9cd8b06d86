"""Which colour a word of the domain has, in one place, so that a badge looks alike on every page.

Keys are values of the apps' choices. A word that is not listed is neutral. Colour never stands
alone: the badge always bears the word.
"""

from __future__ import annotations

from collections.abc import Mapping

NEUTRAL = ""

TONES: Mapping[str, Mapping[str, str]] = {
    "tier": {"low": "pos", "medium": "warn", "high": "neg", "prohibited": "stop"},
    "ai_act": {
        "prohibited": "stop",
        "high": "neg",
        "gpai-systemic": "neg",
        "gpai": "warn",
        "limited": "warn",
        "minimal": "pos",
    },
    "stage": {
        "intake": "info",
        "discovery": "info",
        "poc": "accent",
        "pilot": "accent",
        "production": "pos",
        "monitoring": "pos",
        "on_hold": "warn",
        "suspended": "neg",
        "rejected": "neg",
    },
    "review": {"open": "info", "stale": "warn"},
    "outcome": {
        "approved": "pos",
        "approved_with_conditions": "warn",
        "rejected": "neg",
        "stopped": "stop",
        "deferred": "info",
    },
    "vote": {"approve": "pos", "approve_with_conditions": "warn", "reject": "neg"},
    "holder": {"unit": "pos", "coe": "info", "council": "accent"},
    "path": {"self_service": "pos", "light": "warn", "board": "neg", "stop": "stop"},
    "approval": {"in_force": "pos", "in_renewal": "info", "expired": "neg"},
    "waiver": {
        "requested": "warn",
        "granted": "info",
        "refused": "neg",
        "expired": "neg",
        "revoked": "neg",
        "settled": "pos",
    },
    "drift": {"none": "pos", "warning": "warn", "severe": "neg"},
    "drift_review": {"open": "warn", "resolved": "pos"},
    "vendor": {"proposed": "info", "approved": "pos", "suspended": "neg", "rejected": "neg"},
    "pledge": {"yes": "pos", "no": "neg", "unknown": "warn"},
    "fitness": {"fit": "pos", "concerns": "warn", "unfit": "neg"},
    "stack": {"adopt": "pos", "trial": "info", "hold": "warn", "retired": "neg"},
    "condition": {"open": "warn", "offered": "info", "met": "pos", "lapsed": "neg"},
    "incident": {
        "reported": "warn",
        "triaged": "info",
        "contained": "accent",
        "resolved": "pos",
    },
    "severity": {"low": "pos", "medium": "warn", "high": "neg", "critical": "stop"},
    "harm": {"harm": "neg", "near_miss": "info"},
    "legal_clock": {"running": "warn", "paused": "info", "met": "pos"},
    "incident_action": {"open": "warn", "done": "pos", "accepted": "info"},
    "risk": {"open": "warn", "accepted": "info"},
    "risk_band": {"low": "pos", "medium": "warn", "high": "neg", "critical": "stop"},
    "treatment": {"planned": "warn", "done": "pos"},
    "audit": {
        "planned": "info",
        "fieldwork": "accent",
        "reporting": "warn",
        "closed": "pos",
    },
    "audit_result": {
        "conforms": "pos",
        "minor": "warn",
        "major": "neg",
        "not_tested": "info",
    },
    "finding": {"open": "warn", "answered": "info", "returned": "neg", "verified": "pos"},
    "finding_severity": {"minor": "warn", "major": "neg", "critical": "stop"},
    "sample": {"passed": "pos", "failed": "neg"},
    "job": {"queued": "info", "running": "info", "succeeded": "pos", "failed": "neg"},
    "import": {
        "uploaded": "info",
        "checking": "info",
        "checked": "accent",
        "importing": "info",
        "done": "pos",
        "failed": "neg",
    },
    "import_row": {
        "ready": "info",
        "imported": "pos",
        "updated": "accent",
        "reported": "neg",
    },
    "enrollment": {
        "enrolled": "info",
        "started": "accent",
        "completed": "pos",
        "failed": "neg",
    },
    "proof": {"offered": "warn", "accepted": "pos", "declined": "neg"},
    "appeal": {
        "lodged": "warn",
        "heard": "info",
        "upheld": "pos",
        "dismissed": "neg",
    },
    "booking": {
        "seated": "pos",
        "waiting": "warn",
        "attended": "pos",
        "absent": "neg",
        "cancelled": "neg",
    },
    "draft": {"open": "info", "submitted": "pos"},
    "question": {"open": "warn", "answered": "pos"},
    "policy": {"draft": "info", "in_approval": "warn", "published": "pos"},
    "meeting": {
        "planned": "info",
        "running": "accent",
        "closed": "warn",
        "approved": "pos",
        "cancelled": "neg",
    },
    "meeting_action": {"open": "info", "overdue": "neg", "done": "pos"},
    "agenda_result": {"decided": "pos", "noted": "info", "postponed": "warn"},
    "presence": {"present": "pos", "excused": "info", "absent": "neg"},
    "attestation": {"attested": "pos", "waiting": "warn", "overdue": "neg"},
    "obligation": {"in_force": "pos", "amended": "info", "proposed": "warn", "unsettled": "warn"},
    "paper": {"missing": "neg", "waiting": "warn", "done": "pos"},
    "fria": {"waiting": "warn", "returned": "neg", "approved": "pos"},
    "checklist_item": {
        "returned": "warn",
        "changed": "warn",
        "unproven": "warn",
        "unexplained": "warn",
        "refused": "neg",
        "settled": "pos",
    },
    "standing": {
        "covered": "pos",
        "partly": "warn",
        "waived": "warn",
        "open": "neg",
        "excluded": "info",
    },
    "legal_state": {"amended": "warn", "unsettled": "neg", "proposed": "info"},
    "evidence": {"offered": "warn", "accepted": "pos", "returned": "neg", "expired": "neg"},
    "framework": {"draft": "warn", "adopted": "pos"},
    "exclusion": {"claimed": "warn", "confirmed": "info", "refused": "neg"},
    "mapping": {"strong": "pos", "partial": "info"},
    "framework_change": {"added": "pos", "removed": "neg", "moved": "info", "changed": "warn"},
    "version_stage": {"staging": "accent", "production": "pos", "archived": "info"},
    "version_status": {"pending": "info", "failed": "neg"},
    "promotion": {"open": "info", "approved": "pos", "refused": "neg"},
    "document": {"there": "pos", "passed": "pos", "failed": "neg", "missing": "warn"},
    "fairness": {
        "uploaded": "info",
        "running": "info",
        "failed": "neg",
        "passed": "pos",
    },
    "environment": {"production": "pos", "staging": "accent", "test": "info"},
    "published": {"draft": "info", "published": "pos"},
}


def tone(kind: str, value: object) -> str:
    """One of "pos", "warn", "neg", "stop", "info", "accent", or "" for neutral."""
    return TONES[kind].get(str(value), NEUTRAL)
