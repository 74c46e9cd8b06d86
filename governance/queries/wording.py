"""Reasons in words: the logic gives codes, people read sentences."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext, gettext_lazy as _

from governance.choices import Discipline

SENTENCES = {
    "quorum_open": _("%(cast)s of the %(quorum)s votes that the quorum needs are cast."),
    "discipline_open": _("%(discipline)s must vote."),
    "votes_open": _("%(pending)s seats can still change the outcome."),
    "settled_early": _("Nothing that the %(pending)s open seats say can change this."),
    "veto": _("%(discipline)s has vetoed."),
    "all_abstained": _("Nobody voted for or against."),
    "majority": _("Majority rule: %(yes)s for, %(no)s against."),
    "two_thirds": _("Two thirds needed: %(yes)s for, %(no)s against."),
    "unanimous": _("Unanimity needed: %(yes)s for, %(no)s against."),
    "tie": _("The tie was not broken."),
    "chair_breaks_tie": _("The chair broke the tie."),
    "policy": _("The path matrix lets %(tier)s risk decide itself at this gate."),
    "prohibited": _("Prohibited practice under the EU AI Act: %(articles)s."),
}


def sentence(reason: Mapping[str, Any]) -> str:
    """One stored reason, ``{code, params}``, as a sentence; an unknown code reads as itself."""
    template = SENTENCES.get(reason["code"])
    if template is None:
        return str(reason["code"])
    params = dict(reason.get("params", {}))
    if "discipline" in params:
        params["discipline"] = Discipline(params["discipline"]).label
    return str(template) % params


def sentences(reasons: Iterable[Mapping[str, Any]]) -> list[str]:
    """All reasons as sentences."""
    return [sentence(reason) for reason in reasons]


def joined(messages: Iterable[str]) -> str:
    """A list of messages as one text."""
    return gettext("; ").join(messages)
