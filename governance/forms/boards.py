"""Boards, seats and the path matrix as forms."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.models import Membership
from coe_portal.ui.forms import ChoiceList, Choices, DateInput, DayField, PayloadForm
from governance.actions.boards import Appointing, BoardTerms
from governance.actions.delegations import DelegationTerms
from governance.choices import BallotRule, Discipline, Majority, Path
from governance.logic.paths import GATES, MOST_DAYS, REVIEWED_TIERS, Cell, Matrix
from governance.models.boards import MOST_WEIGHT, Board
from intake.choices import Stage, Tier


class BoardForm(PayloadForm[BoardTerms]):
    payload_class = BoardTerms

    name = forms.CharField(label=_("Name"), max_length=120)
    purpose = forms.CharField(
        label=_("Purpose"), widget=forms.Textarea(attrs={"rows": 3}), required=False
    )
    majority = forms.ChoiceField(label=_("Rule"), choices=Majority.choices)
    quorum = forms.IntegerField(
        label=_("Quorum"),
        help_text=_("Votes needed to decide. Recusal lowers it in proportion, never below two."),
        min_value=1,
        max_value=50,
    )
    required_disciplines = forms.TypedMultipleChoiceField(
        label=_("Disciplines that must vote"),
        choices=Discipline.choices,
        coerce=Discipline,
        widget=Choices,
        required=False,
    )
    tie_break_by_chair = forms.BooleanField(label=_("The chair breaks ties"), required=False)
    ballot = forms.ChoiceField(
        label=_("Ballot"),
        help_text=_("Who sees the single votes while a review is open."),
        choices=BallotRule.choices,
        widget=ChoiceList,
    )
    days_to_decide = forms.IntegerField(
        label=_("Working days to decide"), min_value=1, max_value=MOST_DAYS
    )
    valid_months = forms.IntegerField(
        label=_("Months an approval holds"), min_value=1, max_value=60
    )
    is_default = forms.BooleanField(
        label=_("Default board"),
        help_text=_("Takes the reviews for which the matrix names no board."),
        required=False,
    )
    is_active = forms.BooleanField(label=_("Takes new reviews"), required=False)

    def payload(self) -> BoardTerms:
        data = dict(self.cleaned_data)
        required = tuple(data.pop("required_disciplines"))
        data |= {"majority": Majority(data["majority"]), "ballot": BallotRule(data["ballot"])}
        return BoardTerms(**data, required_disciplines=required)


class SeatForm(PayloadForm[Appointing]):
    payload_class = Appointing

    discipline = forms.ChoiceField(label=_("Discipline"), choices=Discipline.choices)
    member: forms.ModelChoiceField[Membership] = forms.ModelChoiceField(
        label=_("Member"), queryset=None
    )
    alternate: forms.ModelChoiceField[Membership] = forms.ModelChoiceField(
        label=_("Alternate"),
        help_text=_("Stands in when the member is recused."),
        queryset=None,
        required=False,
    )
    is_chair = forms.BooleanField(label=_("Chairs the board"), required=False)
    has_veto = forms.BooleanField(
        label=_("Has a veto"), help_text=_("One rejection from this seat rejects."), required=False
    )
    weight = forms.IntegerField(
        label=_("Weight of the vote"),
        help_text=_("1 unless the board weighs its votes. The quorum counts seats."),
        min_value=1,
        max_value=MOST_WEIGHT,
        initial=1,
    )
    starts_on = DayField(label=_("From"), widget=DateInput)
    ends_on = DayField(label=_("Until"), widget=DateInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = Membership.objects.current().with_user().order_by("user__name", "pk")
        self.fields["member"].queryset = people  # type: ignore[attr-defined]
        self.fields["alternate"].queryset = people  # type: ignore[attr-defined]

    def payload(self) -> Appointing:
        data = self.cleaned_data
        return Appointing(
            discipline=Discipline(data["discipline"]),
            member_id=data["member"].pk,
            alternate_id=data["alternate"].pk if data["alternate"] else None,
            is_chair=data["is_chair"],
            has_veto=data["has_veto"],
            weight=data["weight"],
            starts_on=data["starts_on"],
            ends_on=data["ends_on"],
        )


class DelegationForm(PayloadForm[DelegationTerms]):
    payload_class = DelegationTerms

    delegate: forms.ModelChoiceField[Membership] = forms.ModelChoiceField(
        label=_("Speaks for the seat"),
        help_text=_("Somebody who does not sit on the board."),
        queryset=None,
    )
    starts_on = DayField(label=_("From"), widget=DateInput)
    ends_on = DayField(label=_("Until"), widget=DateInput)
    reason = forms.CharField(label=_("Why"), max_length=500, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = Membership.objects.current().with_user().order_by("user__name", "pk")
        self.fields["delegate"].queryset = people  # type: ignore[attr-defined]


@dataclass(frozen=True)
class LastDay:
    ends_on: dt.date


class EndTermForm(PayloadForm[LastDay]):
    payload_class = LastDay

    ends_on = DayField(label=_("Last day"), widget=DateInput)


class MatrixForm(forms.Form):
    """One path, number of days and board for each tier and gate, named `tier.gate.…`."""

    def __init__(self, *args: Any, matrix: Matrix, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        boards = [("", _("Default board")), *Board.objects.active().values_list("pk", "name")]
        paths = [choice for choice in Path.choices if choice[0] != Path.STOP]
        for tier in REVIEWED_TIERS:
            for gate in GATES:
                cell = matrix.get(tier, {}).get(gate, Cell(Path.BOARD))
                self._add(f"{tier}.{gate}", cell, paths, boards)

    def _add(self, name: str, cell: Cell, paths: Any, boards: Any) -> None:
        self.fields[name] = forms.ChoiceField(
            label=_("Path"), choices=paths, initial=cell.path.value
        )
        self.fields[f"{name}.days"] = forms.IntegerField(
            label=_("Working days"),
            initial=cell.days,
            min_value=0,
            max_value=MOST_DAYS,
            widget=forms.NumberInput(attrs={"class": "is-short"}),
        )
        self.fields[f"{name}.board"] = forms.TypedChoiceField(
            label=_("Board"),
            choices=boards,
            coerce=int,
            empty_value=None,
            initial=cell.board,
            required=False,
        )

    def payload(self) -> Matrix:
        return {
            tier: {gate: self._cell(f"{tier}.{gate}") for gate in GATES} for tier in REVIEWED_TIERS
        }

    def _cell(self, name: str) -> Cell:
        data = self.cleaned_data
        path = Path(data[name])
        is_board, is_self_service = path == Path.BOARD, path == Path.SELF_SERVICE
        return Cell(
            path,
            0 if is_self_service else data[f"{name}.days"],
            data[f"{name}.board"] if is_board else None,
        )

    @property
    def tier_headings(self) -> list[str]:
        """The columns of the table."""
        return [str(Tier(tier).label) for tier in REVIEWED_TIERS]

    @property
    def by_gate(self) -> list[tuple[str, str, list[list[forms.BoundField]]]]:
        """(gate, its stage, the fields of each tier) for the rows of the table."""
        return [
            (
                gate,
                str(Stage(gate).label),
                [
                    [self[f"{tier}.{gate}{part}"] for part in ("", ".days", ".board")]
                    for tier in REVIEWED_TIERS
                ],
            )
            for gate in GATES
        ]
