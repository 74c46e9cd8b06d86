"""The ballot, and the other words a reviewer may say about a review."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coe_portal.ui.forms import ChoiceList, DateInput, DayField, PayloadForm
from governance.actions.voting import Ballot, ProposedCondition
from governance.choices import VoteChoice
from governance.models.votes import Vote


@dataclass(frozen=True)
class Reason:
    """Why, in the actor's words."""

    reason: str


@dataclass(frozen=True)
class NewDeadline:
    """Working days from the opening, and why."""

    days: int
    reason: str


class BallotForm(PayloadForm[Ballot]):
    payload_class = Ballot

    choice = forms.ChoiceField(
        label=_("Your vote"),
        choices=VoteChoice.choices,
        widget=ChoiceList,
        error_messages={"required": _("Choose how you vote.")},
    )
    rationale = forms.CharField(
        label=_("Rationale"),
        help_text=_("Recorded with the decision. Needed to reject or to set conditions."),
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
        max_length=4000,
    )
    conditions = forms.CharField(
        label=_("Conditions"),
        help_text=_("One a line, only with “approve with conditions”."),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        max_length=4000,
    )
    conditions_due = DayField(label=_("Conditions are due on"), widget=DateInput, required=False)
    names_dissent = forms.BooleanField(
        label=_("Name me in the minutes if I am outvoted"),
        help_text=_("The ballot is secret: without this the minutes give only the numbers."),
        required=False,
    )
    packet_digest = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, is_secret: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_secret:
            del self.fields["names_dissent"]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("choice") != VoteChoice.CONDITIONS:
            cleaned["conditions"] = ""
        elif cleaned.get("conditions") and not cleaned.get("conditions_due"):
            self.add_error("conditions_due", _("Say until when."))
        return cleaned

    def payload(self) -> Ballot:
        data = self.cleaned_data
        lines = [line.strip() for line in data["conditions"].splitlines() if line.strip()]
        return Ballot(
            choice=VoteChoice(data["choice"]),
            packet_digest=data["packet_digest"],
            rationale=data["rationale"],
            conditions=tuple(ProposedCondition(line, data["conditions_due"]) for line in lines),
            names_dissent=data.get("names_dissent", False),
        )


def ballot_initial(digest: str, vote: Vote | None) -> dict[str, Any]:
    """What the ballot shows at first: the packet that is read now, and the vote to change."""
    initial: dict[str, Any] = {"packet_digest": digest}
    if vote is not None:
        due = vote.conditions[0]["due_on"] if vote.conditions else None
        initial |= {
            "choice": vote.choice,
            "rationale": vote.rationale,
            "conditions": "\n".join(one["text"] for one in vote.conditions),
            "conditions_due": dt.date.fromisoformat(due) if due else None,
            "names_dissent": vote.names_dissent,
        }
    return initial


class ReasonForm(PayloadForm[Reason]):
    payload_class = Reason

    reason = forms.CharField(
        label=_("Reason"), widget=forms.Textarea(attrs={"rows": 4}), max_length=2000
    )


class DeadlineForm(PayloadForm[NewDeadline]):
    payload_class = NewDeadline

    days = forms.IntegerField(label=_("Working days from the opening"), min_value=1, max_value=90)
    reason = forms.CharField(
        label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2000
    )
