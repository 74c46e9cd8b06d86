"""A page that lacks something stops the start, not a request."""

from __future__ import annotations

import pytest
from django.core.exceptions import ImproperlyConfigured

from coe_portal.ui.forms import PayloadForm
from coe_portal.ui.tables import Table
from coe_portal.ui.views import ActionView, BelowList, FormPageView, ListPageView, PageView


class NoPermission(PageView):
    template_name = "ui/list.html"


class NoTemplate(PageView):
    permission = "jobs.see_own"


class NoParts(BelowList, ListPageView):
    permission = "jobs.see_own"


class NoAction(FormPageView):
    permission = "jobs.see_own"


class NoPlaceForARefusal(ActionView):
    permission = "jobs.see_own"
    form_class = PayloadForm

    def act(self, payload):
        return payload


class Whole(BelowList, ListPageView):
    permission = "jobs.see_own"
    above = ("jobs:list", "Jobs")
    table_class = Table

    def rows(self):
        raise AssertionError


@pytest.mark.parametrize(
    ("view", "lacks"),
    [
        (NoPermission, "permission"),
        (NoTemplate, "template_name"),
        (NoParts, "above, rows, table_class"),
        (NoAction, "act"),
        (NoPlaceForARefusal, "template_name"),
    ],
    ids=lambda value: getattr(value, "__name__", None),
)
def test_a_view_gets_no_address_while_something_is_missing(view, lacks):
    with pytest.raises(ImproperlyConfigured, match=rf"{view.__name__} lacks {lacks}\."):
        view.as_view()


def test_a_view_that_has_everything_gets_one():
    assert Whole.as_view().view_class is Whole
