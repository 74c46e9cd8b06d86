"""Cases with controls that may be waived, and waivers as production makes them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.models import Membership
from coe_portal.tenancy.clock import today_here
from governance.actions.waivers import Acceptance, WaiverTerms, grant_waiver, request_waiver
from governance.models.waivers import Waiver
from intake.models.use_cases import UseCase
from tests.governance.conftest import new_case

CONTROLS = {"logging": "discovery", "bias-test": "pilot"}


def controlled_case(owner: Membership, **fields: Any) -> UseCase:
    """A submitted case that needs logging at discovery and a bias test at pilot."""
    gates = [
        {
            "gate": gate,
            "question": "",
            "approval": "",
            "controls": [
                {
                    "id": code,
                    "title": f"Control {code}",
                    "description": "",
                    "necessity": "required",
                    "refs": [],
                }
            ],
            "documents": [],
        }
        for code, gate in CONTROLS.items()
    ]
    return new_case(owner, gates=gates, **fields)


def ask(use_case: UseCase, by: Membership, *, days: int = 60, **fields: Any) -> Waiver:
    """A request for a waiver of logging."""
    terms = {
        "control": "logging",
        "reason": "The vendor adds it in spring.",
        "measures": "We keep prompts by hand.",
        "expires_on": today_here() + dt.timedelta(days=days),
        **fields,
    }
    return request_waiver(use_case, WaiverTerms(**terms), actor=Actor.member(by))


def grant(waiver: Waiver, by: Membership, **fields: Any) -> Waiver:
    """Accepted as asked for."""
    terms = {"note": "Few users.", "expires_on": waiver.expires_on, **fields}
    return grant_waiver(waiver, Acceptance(**terms), actor=Actor.member(by))
