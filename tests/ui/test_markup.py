from __future__ import annotations

import pytest
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy

from coe_portal.ui.markup import markup

VALUES = ["<b>&\"'", mark_safe("<b>kept</b>"), gettext_lazy("Search"), 7, None, "{0}"]


@pytest.mark.parametrize("value", VALUES)
def test_it_writes_what_django_writes(value):
    form = '<i title="{}">{}</i>'
    assert markup(form, value, value) == format_html(form, value, value)


def test_what_it_writes_is_safe_and_not_escaped_again():
    inner = markup("<b>{}</b>", "&")
    assert isinstance(inner, SafeString)
    assert markup("<p>{}</p>", inner) == "<p><b>&amp;</b></p>"
