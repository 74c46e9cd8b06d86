"""Moving a use case by hand, and naming its people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coe_portal.ui.forms import ChoiceCards, PayloadForm
from intake.choices import AssignmentKind, Stage


@dataclass(frozen=True)
class Move:
    """Where to, and why."""

    to: str
    reason: str


class MoveForm(PayloadForm[Move]):
    """Stages that the table allows from here."""

    payload_class = Move
    to = forms.ChoiceField(
        label=_("Where to?"),
        widget=ChoiceCards,
        error_messages={"required": _("Choose a stage.")},
    )
    reason = forms.CharField(
        label=_("Why?"),
        help_text=_("Kept in the history of the use case."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        error_messages={"required": _("Say why, for those who read this later.")},
    )

    def __init__(self, *args: Any, stages: Sequence[Stage], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(stage.value, stage.label) for stage in stages]
        self.fields["to"].choices = choices  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Naming:
    """Who answers for what."""

    kind: str
    member_id: int

    @property
    def assignment(self) -> AssignmentKind:
        return AssignmentKind(self.kind)


class AssignForm(PayloadForm[Naming]):
    """One of the three parts and a member."""

    payload_class = Naming
    kind = forms.ChoiceField(label=_("As"), choices=AssignmentKind.choices, widget=ChoiceCards)
    member_id = forms.TypedChoiceField(
        label=_("Person"), coerce=int, error_messages={"required": _("Choose a person.")}
    )

    def __init__(self, *args: Any, people: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("Choose a person")), *people]
        self.fields["member_id"].choices = choices  # type: ignore[attr-defined]
