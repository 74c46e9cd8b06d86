"""Meetings as forms: when and where, the agenda, what came of an item."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.models import Membership
from coe_portal.errors import InvalidInput
from coe_portal.ui.forms import (
    ChoiceCards,
    Choices,
    DateInput,
    DayField,
    MomentField,
    MomentInput,
    PayloadForm,
)
from governance.actions.agendas import ItemTerms
from governance.actions.meetings import LONGEST, SHORTEST, MeetingTerms
from governance.actions.sittings import ActionTerms, Settlement
from governance.choices import AgendaResult, Presence
from governance.models.boards import Board, BoardQuerySet
from governance.models.meetings import LONGEST_ITEM, LONGEST_TEXT, AgendaItem
from governance.queries.agendas import Candidate
from training.queries.people import colleague_with_email


def _person(form: forms.Form, name: str) -> Membership | None:
    """The colleague with the e-mail that a field holds."""
    if not (given := form.cleaned_data[name]):
        return None
    try:
        return colleague_with_email(given)
    except InvalidInput as error:
        raise forms.ValidationError(str(error)) from error


class MeetingFields(forms.Form):
    """When and where."""

    title = forms.CharField(
        label=_("Name"),
        max_length=120,
        required=False,
        help_text=_("Empty: named after the board."),
    )
    starts_at = MomentField(label=_("From"), widget=MomentInput)
    minutes = forms.IntegerField(
        label=_("Length in minutes"), min_value=SHORTEST, max_value=LONGEST, initial=60
    )
    place = forms.CharField(label=_("Place"), max_length=200, required=False)
    link = forms.URLField(
        label=_("Link to join"), max_length=500, required=False, assume_scheme="https"
    )
    secretary = forms.EmailField(
        label=_("Secretary"),
        required=False,
        help_text=_("E-mail of the member who takes attendance and writes the minutes."),
    )

    def clean_secretary(self) -> Membership | None:
        return _person(self, "secretary")


class MeetingForm(MeetingFields, PayloadForm[MeetingTerms]):
    payload_class = MeetingTerms


@dataclass(frozen=True)
class Planning:
    """A meeting to plan, and whether the board's docket becomes its agenda."""

    board: Board
    terms: MeetingTerms
    takes_docket: bool


class PlanForm(MeetingFields, PayloadForm[Planning]):
    """The same with the board that meets."""

    payload_class = Planning

    board = forms.ModelChoiceField(label=_("Board"), queryset=Board.objects.none())
    takes_docket = forms.BooleanField(
        label=_("Put everything that waits for the board on the agenda"),
        required=False,
        initial=True,
    )
    field_order = ("board", "title", "starts_at", "minutes", "place", "link", "secretary")

    def __init__(self, *args: Any, boards: BoardQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["board"].queryset = boards  # type: ignore[attr-defined]

    def payload(self) -> Planning:
        given = dict(self.cleaned_data)
        board, takes_docket = given.pop("board"), given.pop("takes_docket")
        return Planning(board, MeetingTerms(**given), takes_docket)


@dataclass(frozen=True)
class Reason:
    """Why something is done."""

    reason: str


class CancelMeetingForm(PayloadForm[Reason]):
    payload_class = Reason

    reason = forms.CharField(
        label=_("Why"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Everybody who was asked reads it."),
    )


@dataclass(frozen=True)
class Chosen:
    """Matters of the docket, by their keys."""

    keys: tuple[str, ...] = ()


class DocketForm(PayloadForm[Chosen]):
    payload_class = Chosen

    keys = forms.MultipleChoiceField(
        label=_("Waiting for the board"), widget=Choices, required=False
    )

    def __init__(self, *args: Any, docket: list[Candidate], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [(one.key, f"{one.kind.label}: {one.title}") for one in docket]
        self.fields["keys"].choices = offered  # type: ignore[attr-defined]
        self.fields["keys"].initial = [one.key for one in docket]

    def payload(self) -> Chosen:
        return Chosen(tuple(self.cleaned_data["keys"]))


class ItemForm(PayloadForm[ItemTerms]):
    payload_class = ItemTerms

    title = forms.CharField(label=_("What it is about"), max_length=200)
    minutes = forms.IntegerField(
        label=_("Minutes"), min_value=1, max_value=LONGEST_ITEM, initial=15
    )

    def __init__(self, *args: Any, item: AgendaItem | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if item is not None and item.about is not None:
            self.fields["title"].disabled = True


@dataclass(frozen=True)
class Marks:
    """Who is there: {attendance row: presence}."""

    marks: dict[int, Presence]


class AttendanceForm(PayloadForm[Marks]):
    """One field a row, `presence-7`; rows that are not sent keep their mark."""

    payload_class = Marks

    def __init__(self, *args: Any, rows: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for pk in rows:
            self.fields[f"presence-{pk}"] = forms.ChoiceField(
                choices=Presence.choices, required=False
            )

    def payload(self) -> Marks:
        given = {
            int(name.removeprefix("presence-")): Presence(value)
            for name, value in self.cleaned_data.items()
            if value
        }
        return Marks(given)


class SettlementForm(PayloadForm[Settlement]):
    payload_class = Settlement

    result = forms.TypedChoiceField(
        label=_("Result"), choices=AgendaResult.choices, coerce=AgendaResult, widget=ChoiceCards
    )
    text = forms.CharField(
        label=_("For the minutes"),
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=LONGEST_TEXT,
        required=False,
        help_text=_("Attendance, votes, decision and conditions are added by themselves."),
    )

    def __init__(self, *args: Any, is_over: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_over:
            self.fields["result"].disabled = True


class ActionForm(PayloadForm[ActionTerms]):
    payload_class = ActionTerms

    text = forms.CharField(label=_("What"), max_length=500)
    owner = forms.EmailField(label=_("Who"), help_text=_("E-mail of the member who does it."))
    due_on = DayField(label=_("By"), widget=DateInput)

    def clean_owner(self) -> Membership | None:
        return _person(self, "owner")


@dataclass(frozen=True)
class Remarks:
    """What belongs to no item of the agenda."""

    remarks: str = ""


class RemarksForm(PayloadForm[Remarks]):
    payload_class = Remarks

    remarks = forms.CharField(
        label=_("Remarks"),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=LONGEST_TEXT,
        required=False,
    )


@dataclass(frozen=True)
class Outcome:
    """What came of an action."""

    note: str = ""


class DoneForm(PayloadForm[Outcome]):
    payload_class = Outcome

    note = forms.CharField(
        label=_("What came of it"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
