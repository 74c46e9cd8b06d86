"""Ask a colleague to answer a section, or somebody to be let in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coe_portal.ui.forms import PayloadForm


@dataclass(frozen=True)
class Share:
    """Whom to ask, and what to tell them."""

    member_id: int
    note: str = ""


class ShareForm(PayloadForm[Share]):
    """Share one section."""

    payload_class = Share
    member_id = forms.TypedChoiceField(
        label=_("Colleague"),
        help_text=_("They can read and answer this section only, and are told by the portal."),
        coerce=int,
        error_messages={"required": _("Choose a colleague.")},
    )
    note = forms.CharField(
        label=_("Message"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=500,
        required=False,
    )

    def __init__(self, *args: Any, people: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["member_id"].choices = [("", _("Choose a person")), *people]  # type: ignore[attr-defined]


class CollaboratorForm(ShareForm):
    """Share the whole use case."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["member_id"].help_text = _(
            "They can change the facts and every answer, and ask others; not submit or withdraw."
        )


@dataclass(frozen=True)
class Reason:
    """Why somebody does something, for those who read it later."""

    reason: str


class ReasonForm(PayloadForm[Reason]):
    """A reason that must be given."""

    payload_class = Reason
    reason = forms.CharField(
        label=_("Why?"),
        help_text=_("Kept in the history of the use case."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        error_messages={"required": _("Say why, for those who read this later.")},
    )


class JoinForm(PayloadForm[Reason]):
    """Ask to join a similar use case."""

    payload_class = Reason
    reason = forms.CharField(
        label=_("What would you bring or need?"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=500,
        required=False,
    )
