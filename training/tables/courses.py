"""Courses and tracks as their authors list them."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _, gettext_lazy

from coe_portal.tenancy.addresses import org_url
from coe_portal.ui.tables import Column, Table, cells


def course_state(course: Any) -> str:
    """Published, archived or never published, and whether a draft waits."""
    if course.is_archived:
        state = _("Archived")
    elif course.current_version is None:
        return _("Draft")
    else:
        state = _("Version %(number)d") % {"number": course.current_version.number}
    return _("%(state)s, with a draft") % {"state": state} if course.drafts else state


class AuthoredCourseTable(Table):
    caption = gettext_lazy("Courses")
    columns = (
        Column("reference", gettext_lazy("Id"), cells.text, sort=("number",), phone="meta"),
        Column(
            "title",
            gettext_lazy("Course"),
            cells.link(lambda row: org_url("training:author_course", reference=row.reference)),
            sort=("title",),
            phone="title",
        ),
        Column(
            "audience",
            gettext_lazy("For"),
            cells.text,
            value=lambda row: row.get_audience_display(),
            phone="meta",
        ),
        Column("state", gettext_lazy("State"), cells.text, value=course_state),
        Column("learners", gettext_lazy("Learners"), cells.number, sort=("learners",)),
        Column("owner", gettext_lazy("Owner"), cells.person, value=lambda row: row.owner),
    )
    default_sort = "title"


class TrackTable(Table):
    caption = gettext_lazy("Tracks")
    columns = (
        Column(
            "title",
            gettext_lazy("Track"),
            cells.link(lambda row: org_url("training:author_track", slug=row.slug)),
            sort=("title",),
            phone="title",
        ),
        Column(
            "audience",
            gettext_lazy("For"),
            cells.text,
            value=lambda row: row.get_audience_display(),
            phone="meta",
        ),
        Column("courses", gettext_lazy("Courses"), cells.number, sort=("courses",), phone="meta"),
        Column(
            "state",
            gettext_lazy("State"),
            cells.text,
            value=lambda row: _("Shown") if row.is_active else _("Archived"),
        ),
        Column(
            "position",
            gettext_lazy("Place"),
            cells.number,
            sort=("position", "title"),
            is_default=False,
        ),
    )
    default_sort = "position"
