"""Boards, their seats, and the path matrix."""

from __future__ import annotations

from dataclasses import fields as fields_of
from functools import cached_property
from typing import Any

from django.http import Http404
from django.utils.translation import gettext_lazy as _

from coe_portal.not_found import found_or_404
from coe_portal.tenancy.addresses import org_url
from coe_portal.tenancy.clock import today_here
from coe_portal.ui.views import ActionView, BelowList, Crumb, FormPageView, PageView
from governance.actions import boards, delegations
from governance.choices import Discipline
from governance.forms.boards import (
    BoardForm,
    DelegationForm,
    EndTermForm,
    LastDay,
    MatrixForm,
    SeatForm,
)
from governance.logic.paths import Matrix
from governance.models.boards import Board, Delegation, PathMatrix, Seat
from governance.permissions import reviews as rights
from governance.queries.boards import (
    boards_with_counts,
    delegations_of,
    gate_headings,
    matrix_rows,
    seats_of,
)
from governance.queries.rules import matrix_in_force
from governance.views.next_version import NextVersionView


class BoardMixin:
    """Finds the board of the address."""

    kwargs: dict[str, Any]

    def find_subject(self) -> Board:
        return found_or_404(Board.objects.by_reference(self.kwargs["reference"]).first())


class BoardFormView(BelowList, FormPageView):
    """A form below the list of boards."""

    above = ("governance:boards", _("Boards"))

    permission = rights.MANAGE_BOARDS.code


class BoardsPage(PageView):
    permission = rights.VIEW_RULES.code
    template_name = "governance/boards.html"

    def page(self) -> dict[str, Any]:
        return {
            "boards": boards_with_counts(),
            "may_manage": self.member.may(rights.MANAGE_BOARDS.code),
        }


class NewBoardView(BoardFormView):
    form_class = BoardForm
    title = _("New board")
    success_message = _("The board is founded. Fill its seats now.")

    def form_kwargs(self) -> dict[str, Any]:
        defaults = {one.name: one.default for one in fields_of(boards.BoardTerms)}
        return {"initial": {**defaults, "name": "", "required_disciplines": []}}

    def act(self, payload: boards.BoardTerms) -> Board:
        return boards.create_board(payload, actor=self.actor)


class EditBoardView(BoardMixin, BoardFormView):
    form_class = BoardForm
    title = _("Change the board")
    subtitle = _("Running reviews keep the rule that they began with.")
    success_message = _("The board is changed for reviews to come.")

    def form_kwargs(self) -> dict[str, Any]:
        names = [one.name for one in fields_of(boards.BoardTerms)]
        return {"initial": {name: getattr(self.subject, name) for name in names}}

    def act(self, payload: boards.BoardTerms) -> Board:
        return boards.change_board(self.subject, payload, actor=self.actor)


class BoardPage(BoardMixin, PageView):
    permission = rights.VIEW_RULES.code
    template_name = "governance/board.html"

    def page(self) -> dict[str, Any]:
        seats, ended = seats_of(self.subject)
        return {
            "seats": seats,
            "ended": ended,
            "delegations": delegations_of(self.subject),
            "required": [Discipline(one).label for one in self.subject.required_disciplines],
            "may_manage": self.member.may(rights.MANAGE_BOARDS.code),
        }


class AppointView(BoardMixin, BoardFormView):
    form_class = SeatForm
    title = _("Fill a seat")
    subtitle = _("A vacant seat of the discipline is filled; otherwise a seat is added.")
    success_message = _("The seat is filled.")

    def form_kwargs(self) -> dict[str, Any]:
        discipline = self.request.GET.get("discipline", "")
        return {"initial": {"discipline": discipline, "starts_on": today_here()}}

    def act(self, payload: boards.Appointing) -> Board:
        boards.appoint(self.subject, payload, actor=self.actor)
        return self.subject  # type: ignore[no-any-return]


class SeatFormView(BoardFormView):
    """A form about a seat."""

    def find_subject(self) -> Seat:
        seats = Seat.objects.select_related("board", "member__user")
        board = Board.objects.by_reference(self.kwargs["reference"]).first()
        seat: Seat | None = seats.filter(board=board, pk=self.kwargs["seat"]).first()
        if seat is None or board is None:
            raise Http404
        return seat

    @property
    def subtitle(self) -> str:  # type: ignore[override]
        return f"{self.subject.member}, {self.subject.get_discipline_display()}"


class DelegateView(SeatFormView):
    permission = rights.DELEGATE_SEAT.code
    form_class = DelegationForm
    title = _("Delegate the seat")
    submit_label = _("Delegate")
    success_message = _("Delegated. Votes that are cast stay; open ones are asked of the delegate.")

    def form_kwargs(self) -> dict[str, Any]:
        return {"initial": {"starts_on": today_here()}}

    def act(self, payload: delegations.DelegationTerms) -> Board:
        return delegations.delegate_seat(self.subject, payload, actor=self.actor).seat.board


class EndDelegationView(ActionView):
    permission = rights.DELEGATE_SEAT.code
    success_message = _("The delegation is ended.")

    @cached_property
    def delegation(self) -> Delegation:
        """The delegation of the address."""
        board = Board.objects.by_reference(self.kwargs["reference"]).first()
        rows = Delegation.objects.filter(seat__board=board, pk=self.kwargs["delegation"])
        found: Delegation | None = rows.select_related("seat__board").first()
        if found is None or board is None:
            raise Http404
        return found

    def find_subject(self) -> Seat:
        return self.delegation.seat

    def act(self, _payload: None) -> Board:
        delegations.end_delegation(self.delegation, actor=self.actor)
        return self.delegation.seat.board


class EndTermView(SeatFormView):
    form_class = EndTermForm
    title = _("End the term")
    submit_label = _("Set the last day")
    success_message = _("The last day is set.")

    def form_kwargs(self) -> dict[str, Any]:
        return {"initial": {"ends_on": today_here()}}

    def act(self, payload: LastDay) -> Board:
        return boards.end_term(self.subject, payload.ends_on, actor=self.actor).board


class MatrixPage(PageView):
    permission = rights.VIEW_RULES.code
    template_name = "governance/matrix.html"

    def page(self) -> dict[str, Any]:
        return {
            "rows": matrix_rows(),
            "gates": gate_headings(),
            "versions": list(PathMatrix.objects.exclude(state="draft")[:10]),
            "may_publish": self.member.may(rights.PUBLISH_MATRIX.code),
        }


class EditMatrixView(BoardFormView, NextVersionView):
    versions = PathMatrix
    permission = rights.PUBLISH_MATRIX.code
    form_class = MatrixForm
    template_name = "governance/matrix_form.html"
    title = _("Change the path matrix")
    subtitle = _(
        "A new version decides what is submitted from now on. Running reviews keep theirs."
    )
    submit_label = _("Publish")
    success_message = _("The new matrix is in force.")

    def form_kwargs(self) -> dict[str, Any]:
        return {"matrix": matrix_in_force()}

    @property
    def cancel_url(self) -> str:
        return org_url("governance:matrix")

    @property
    def parents(self) -> list[Crumb]:
        return [Crumb(self.cancel_url, _("Path matrix"))]

    def publish(self, payload: Matrix) -> PathMatrix:
        return boards.publish_matrix(payload, actor=self.actor)

    def success_url(self, _result: object) -> str:
        return self.cancel_url
