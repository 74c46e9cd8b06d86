"""What a component needs and a template cannot say: icons, charts, formats, addresses."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

import lucide
from django import template
from django.forms import BaseForm
from django.http import QueryDict
from django.template import Context
from django.template.loader import render_to_string
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from coe_portal.tenancy.addresses import org_url as address_of
from coe_portal.ui import formats
from coe_portal.ui.charts.canvas import Chart
from coe_portal.ui.forms import summary_of
from coe_portal.ui.markdown import render_markdown
from coe_portal.ui.markup import markup
from coe_portal.ui.tones import tone as tone_of

register = template.Library()

WIDE, NARROW = 560, 330


@lru_cache(maxsize=512)
def render_icon(name: str, size: int, label: str, css: str) -> SafeString:
    """A Lucide icon as inline SVG; hidden from screen readers unless it bears a label.

    Safe: built by ElementTree from the package's own file, which escapes the attributes.
    IconDoesNotExist for an unknown name.
    """
    attributes = {"class": f"icon {css}".strip(), "focusable": "false", "stroke_width": "1.75"}
    spoken = {"role": "img", "aria_label": label} if label else {"aria_hidden": "true"}
    return SafeString(lucide._render_icon(name, size, **attributes, **spoken))  # noqa: SLF001


@register.simple_tag
def icon(name: str, size: int = 18, label: str = "", css: str = "") -> SafeString:
    """`{% icon "plus" 16 %}`; give a label only where no text says the same."""
    return render_icon(name, size, str(label), css)


@register.simple_tag
def org_url(name: str, *args: Any, **kwargs: Any) -> str:
    """`{% org_url 'intake:use_case' reference=use_case.reference %}`."""
    return address_of(name, *args, **kwargs)


@register.simple_tag(takes_context=True)
def qs(context: Context, **changes: Any) -> str:
    """The page's query string with some parameters changed; an empty value removes one."""
    query = context["request"].GET.copy()
    for key, value in changes.items():
        if value in {None, ""}:
            query.pop(key, None)
        else:
            query[key] = str(value)
    return f"?{query.urlencode()}" if query else "?"


@register.simple_tag(takes_context=True)
def qs_without(context: Context, parameter: str) -> str:
    """The page's query string without a parameter, and on its first page."""
    return qs(context, **{parameter: "", "page": ""})


@register.simple_tag(takes_context=True)
def hidden_parameters(context: Context, *left_out: str) -> SafeString:
    """The page's parameters as hidden fields, but for some: for forms that change those."""
    query = context["request"].GET
    return _hidden_fields(query, [name for name in query if name not in left_out])


@register.simple_tag(takes_context=True)
def kept_parameters(context: Context, *kept: str) -> SafeString:
    """Some of the page's parameters as hidden fields."""
    query = context["request"].GET
    return _hidden_fields(query, [name for name in kept if name in query])


def _hidden_fields(query: QueryDict, names: list[str]) -> SafeString:
    pairs = ((name, value) for name in names for value in query.getlist(name))
    return format_html_join("", '<input type="hidden" name="{}" value="{}">', pairs)


@register.filter
def error_lines(form: BaseForm) -> list[tuple[str, str]]:
    """(id of the field, message) of each error of a form."""
    return summary_of(form)


@register.simple_tag
def tone(kind: str, value: object) -> str:
    """The colour of a word: `{% tone 'tier' use_case.tier %}`."""
    return tone_of(kind, value)


@register.simple_tag
def badge(kind: str, value: object, label: object = "") -> SafeString:
    """A badge for table rows, without a component: `{% badge 'tier' row.tier label %}`."""
    if not value:
        return SafeString("")
    return markup(
        '<span class="badge {}">{}</span>', tone_class(tone_of(kind, value)), label or value
    )


@register.filter
def tone_class(name: str) -> str:
    """The class for a tone: `pos` → `is-pos`, nothing for neutral."""
    return f"is-{name}" if name else ""


@register.simple_tag
def chart(drawing: Chart, *, data: bool = True, width: int = WIDE) -> SafeString:
    """A chart as a figure: wide and narrow drawing, and the same numbers as a table.

    `width` in pixels is that of its place on a desk: text keeps its size when they agree.
    """
    return SafeString(
        render_to_string(
            "ui/chart.html",
            {
                "title": drawing.title,
                "wide": drawing.draw(width),
                "narrow": drawing.draw(NARROW),
                "table": drawing.table() if data else None,
            },
        )
    )


@register.simple_tag
def draw(drawing: Chart, width: int) -> SafeString:
    """Only the drawing, at one width: sparklines, PDFs."""
    return drawing.draw(width)


@register.filter
def lookup(mapping: Mapping[Any, Any], key: Any) -> Any:
    """`mapping|lookup:key`, None when there is none."""
    return mapping.get(key)


@register.filter
def markdown(text: str, pictures: Mapping[str, str] | None = None) -> SafeString:
    """What a person wrote in Markdown, as sanitised HTML; with these pictures, if any."""
    return render_markdown(text, pictures)


@register.simple_tag
def money(amount: Decimal | float | None, currency: str = "EUR") -> str:
    return formats.money(amount, currency)


@register.filter
def days(count: float | None) -> str:
    return formats.days(count)


@register.filter
def number(value: float | None, places: int = 0) -> str:
    return formats.number(value, places)


@register.filter
def file_size(size: int) -> str:
    return formats.file_size(size)


@register.filter
def day(value: date | datetime | str | None) -> str:
    return formats.day(value)


@register.filter
def moment(value: datetime | None) -> str:
    return formats.moment(value)


@register.filter
def clock_time(value: datetime) -> str:
    return formats.clock_time(value)


@register.filter
def ago(value: datetime | None) -> SafeString:
    """`3 hours ago`, as a <time> that says the exact moment when pointed at."""
    if value is None:
        return SafeString(formats.DASH)
    return markup(
        '<time datetime="{}" title="{}">{}</time>',
        value.isoformat(),
        formats.moment(value),
        formats.relative(value),
    )


@register.filter
def initials(name: object) -> str:
    return formats.initials(str(name))


@register.filter
def name_colour(name: object) -> int:
    return formats.name_colour(str(name))
