"""A form about one thing leads back to the thing, whatever stands between."""

from __future__ import annotations

import pytest

from coe_portal.ui.views import BelowList, FormPageView, SubjectFormPage
from tests.architecture.addresses import addresses

FORMS = sorted(
    {
        view
        for address in addresses()
        if (view := getattr(address.handler, "view_class", None))
        and issubclass(view, SubjectFormPage)
    },
    key=lambda view: (view.__module__, view.__qualname__),
)


@pytest.mark.parametrize("view", FORMS, ids=lambda view: view.__qualname__)
def test_the_thing_goes_before_its_list_and_the_form(view):
    order = view.__mro__
    assert FormPageView in order
    assert order.index(SubjectFormPage) < order.index(FormPageView)
    if BelowList in order:
        assert order.index(SubjectFormPage) < order.index(BelowList) < order.index(FormPageView)
