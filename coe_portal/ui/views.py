"""Bases of all screens below `/<org>/`: permission, read model or form, one action, answer."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from http import HTTPStatus
from typing import Any, ClassVar

from django import forms
from django.core.paginator import Page
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.authorization import require
from coe_portal.accounts.models import Membership
from coe_portal.errors import DomainError, NotAllowed
from coe_portal.jobs import running
from coe_portal.paging import CappedPaginator, capped_count
from coe_portal.tenancy.addresses import org_url, remember_slug
from coe_portal.tenancy.collisions import told_collisions
from coe_portal.tenancy.models import Organization
from coe_portal.ui.complete import CompleteView
from coe_portal.ui.exports import EXPORTS, MOST_ROWS, export_response
from coe_portal.ui.filters import Filters
from coe_portal.ui.forms import add_domain_error
from coe_portal.ui.htmx import HtmxRequest, is_fragment, redirect
from coe_portal.ui.long_exports import request_list
from coe_portal.ui.tables import Table
from coe_portal.ui.tasks import export_list

Text = str | Promise
PAGE_SIZE = 50


@dataclass(frozen=True)
class Crumb:
    """A page above the one shown."""

    url: str
    label: Text


class TenantView(CompleteView):
    """A view of a member: checks `permission` (with the subject, if there is one) before anything.

    NotAllowed is answered with the 403 page, any other DomainError with a page that says it. What
    an action wrote before it refused is undone by the action itself, which is atomic.
    """

    needs = ("permission",)
    permission: ClassVar[str]
    request: HtmxRequest

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        remember_slug(self.organization)
        try:
            require(self.actor, self.permission, self.subject)
            return super().dispatch(request, *args, **kwargs)
        except DomainError as error:
            return refusal(request, error)

    def http_method_not_allowed(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Somebody who signs in again lands on the address of a button: say where to go instead."""
        answer = super().http_method_not_allowed(request, *args, **kwargs)
        place = getattr(self.subject, "get_absolute_url", None)
        context = {
            "heading": _("Nothing to see here"),
            "message": _("This is the address of a button: press it on the page it belongs to."),
            "back_url": place() if place else "",
        }
        page = render(request, "ui/refused.html", context, status=answer.status_code)
        page["Allow"] = answer["Allow"]
        return page

    @property
    def organization(self) -> Organization:
        return self.request.organization

    @property
    def member(self) -> Membership:
        return self.request.membership

    @property
    def actor(self) -> Actor:
        return self.request.actor

    @cached_property
    def subject(self) -> Any:
        """The object of the page, or None."""
        return self.find_subject()

    def find_subject(self) -> Any:
        """Override: the object that the address names; Http404 when the member cannot see it."""
        return None

    @property
    def parents(self) -> Sequence[Crumb]:
        """Override: the pages above this one, for the breadcrumb."""
        return ()

    def page(self) -> dict[str, Any]:
        """Override: what the template needs beside `subject`."""
        return {}

    def render(
        self, template: str, context: dict[str, Any] | None = None, *, status: int = HTTPStatus.OK
    ) -> HttpResponse:
        """A template with the page's context."""
        full = {"subject": self.subject, "view": self, **self.page(), **(context or {})}
        return render(self.request, template, full, status=status)


class PageView(TenantView):
    """A page to read."""

    needs = ("template_name",)
    template_name: ClassVar[str]

    def get(self, _request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        return self.render(self.template_name)


class FragmentView(PageView):
    """A part of a page that another page loads by htmx, by URL name."""


class ActionView(TenantView):
    """A POST: form → payload → one action → answer. A refusal shows the form again, status 422.

    The action runs in a savepoint, so that what it wrote before it refused is undone.
    """

    http_method_names = ["post", "options"]
    form_class: ClassVar[type[forms.BaseForm] | None] = None
    template_name: ClassVar[str] = ""
    success_message: Text = ""

    @classmethod
    def missing(cls) -> set[str]:
        """A form that is refused is shown again."""
        shows_form = cls.form_class is None or cls.template_name
        return super().missing() if shows_form else super().missing() | {"template_name"}

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        form = self.make_form(request.POST, request.FILES)
        if form is not None and not form.is_valid():
            return self.refuse(form)
        try:
            with told_collisions(), transaction.atomic():
                result = self.act(form.payload() if form is not None else None)  # type: ignore[attr-defined]
        except NotAllowed:
            raise
        except DomainError as error:
            if form is None:
                raise
            add_domain_error(form, error)
            return self.refuse(form)
        return self.answer(result)

    def make_form(self, data: Any = None, files: Any = None) -> forms.BaseForm | None:
        if self.form_class is None:
            return None
        return self.form_class(data, files, **self.form_kwargs())

    def form_kwargs(self) -> dict[str, Any]:
        """Override: further arguments of the form, such as `initial`."""
        return {}

    @abstractmethod
    def act(self, payload: Any) -> Any:
        """Call the action with `self.subject`, the payload and `actor=self.actor`."""

    def answer(self, result: Any) -> HttpResponse:
        """Where to go after success; override for an htmx answer."""
        return redirect(self.request, self.success_url(result), self.success_message)

    def success_url(self, result: Any) -> str:
        """Override: by default the page of what the action gave, or of the subject."""
        target = result if hasattr(result, "get_absolute_url") else self.subject
        return str(target.get_absolute_url())

    def refuse(self, form: forms.BaseForm) -> HttpResponse:
        """The form again, with what is wrong."""
        return self.render(
            self.template_name, {"form": form}, status=HTTPStatus.UNPROCESSABLE_ENTITY
        )


class FormPageView(ActionView):
    """An ActionView whose form has a page of its own."""

    http_method_names = ["get", "post", "head", "options"]
    template_name = "ui/form_page.html"
    title: Text = ""
    subtitle: Text = ""
    submit_label: Text = ""

    def get(self, _request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        return self.render(self.template_name, {"form": self.make_form()})

    @property
    def cancel_url(self) -> str:
        """Override: where "Cancel" goes; by default the subject's page, empty where it has none."""
        has_page = hasattr(self.subject, "get_absolute_url")
        return str(self.subject.get_absolute_url()) if has_page else ""


class BelowList(TenantView):
    """Mixin: a page below a list. `above` is the list's URL name and its title.

    Put it before the kind of page.
    """

    needs = ("above",)
    above: ClassVar[tuple[str, Text]]

    @property
    def parents(self) -> list[Crumb]:
        return [Crumb(org_url(self.above[0]), self.above[1])]

    @property
    def cancel_url(self) -> str:
        """Where "Cancel" of a new thing's form goes."""
        return org_url(self.above[0])


class SubjectFormPage(TenantView):
    """Mixin: a form about one thing, below the thing's page, which it leads back to.

    Put it before the mixin that finds the thing, and FormPageView last.
    """

    @property
    def own_label(self) -> Text:
        """Override: how the breadcrumb names the thing."""
        return str(self.subject.reference)

    @property
    def cancel_url(self) -> str:
        """Override: the thing's page."""
        return str(self.subject.get_absolute_url())

    @property
    def parents(self) -> list[Crumb]:
        return [*super().parents, Crumb(self.cancel_url, self.own_label)]

    def success_url(self, _result: object) -> str:
        return self.cancel_url


@dataclass(frozen=True)
class ButtonLink:
    """An action in a page heading."""

    url: str
    label: Text
    icon: str = ""
    kind: str = ""


class ExportingView(TenantView):
    """Hands its rows out as a file: at once, or written by a worker where they are many."""

    title: Text = ""

    @abstractmethod
    def listed(self) -> tuple[Table, models.QuerySet[Any]]:
        """The table of the address, and its rows: filtered and in order."""

    def export(self, kind: str, table: Table, rows: models.QuerySet[Any]) -> HttpResponseBase:
        """The file, or a page with a button where it is too long for a request."""
        if self.is_long(rows):
            return self.render("ui/long_export.html", {"limit": MOST_ROWS})
        return export_response(kind, table, rows, str(self.title))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Have a worker write an export that is too long for a request."""
        kind = request.GET.get("export", "")
        if kind not in EXPORTS:
            return self.http_method_not_allowed(request, **kwargs)
        query = request.GET.urlencode()
        address = f"{request.path}?{query}"
        job = request_list(str(self.title), address, kind, actor=self.actor)
        running.hand_over(
            job, export_list, job_id=job.pk, path=request.path_info, query=query, kind=kind
        )
        return redirect(request, job.get_absolute_url())

    def is_long(self, rows: models.QuerySet[Any]) -> bool:
        """Whether an export is more than a request should wait for."""
        return capped_count(rows, MOST_ROWS) > MOST_ROWS


class ListPageView(ExportingView):
    """Filters, table, pages and exports of a queryset; all of its state stands in the address."""

    needs = ("table_class",)
    template_name = "ui/list.html"
    subtitle: Text = ""
    # Where the rows decide: a base of it, and the page chooses in `find_subject()`.
    table_class: type[Table]
    filters_class: ClassVar[type[Filters] | None] = None
    page_size = PAGE_SIZE
    empty_icon = "inbox"
    empty_title: Text = ""
    empty_text: Text = ""

    @abstractmethod
    def rows(self) -> models.QuerySet[Any]:
        """The rows that the member may see, with what the cells read."""

    def actions(self) -> Sequence[ButtonLink]:
        """Override: buttons of the heading."""
        return ()

    def empty_actions(self) -> Sequence[ButtonLink]:
        """Override: what to do when there is nothing yet."""
        return ()

    def get(self, request: HttpRequest, **_kwargs: Any) -> HttpResponseBase:
        table, rows = self.listed()
        if (kind := request.GET.get("export", "")) in EXPORTS:
            return self.export(kind, table, rows)
        table.page = self.paginate(rows)
        context = {"table": table, "filters": self.filter_set}
        fragment = is_fragment(self.request) and self.request.htmx.target == "results"
        return self.render("ui/list.html#results" if fragment else self.template_name, context)

    def listed(self) -> tuple[Table, models.QuerySet[Any]]:
        """The table of the address, and its rows: filtered and in order."""
        filters = self.filter_set
        table = self.table_class(self.request.GET, organization=self.organization)
        return table, table.ordered(filters.qs if filters is not None else self.rows())

    def paginate(self, rows: models.QuerySet[Any]) -> Page[Any]:
        """The page that the address asks for, or the nearest there is."""
        return CappedPaginator(rows, self.page_size).get_page(self.request.GET.get("page"))

    @cached_property
    def filter_set(self) -> Filters | None:
        """The filters of the address over the rows that the member may see."""
        if self.filters_class is None:
            return None
        return self.filters_class(self.request.GET, queryset=self.rows(), request=self.request)


def refusal(request: HttpRequest, error: DomainError) -> HttpResponse:
    """The page, or for htmx the toast, that says why something was refused."""
    if isinstance(error, NotAllowed):
        heading = _("You may not open this page")
    else:
        heading = _("This cannot be done now")
    context = {
        "heading": heading,
        "message": str(error),
        "back_url": error.context.get("url", ""),
    }
    if is_fragment(request):
        return render(request, "ui/refused_fragment.html", context, status=error.status)
    return render(request, "ui/refused.html", context, status=error.status)
