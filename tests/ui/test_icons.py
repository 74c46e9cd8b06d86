"""Icons and URL names that templates name must exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings

from coe_portal.ui.navigation import declared
from coe_portal.ui.templatetags.ui import render_icon

TEMPLATES = Path(settings.BASE_DIR) / "templates"
USES = re.compile(r"""\{% icon "([a-z0-9-]+)"|(?<![:\w])icon="([a-z0-9-]+)\"""")


def used_icons() -> set[str]:
    found = set()
    for path in TEMPLATES.rglob("*.html"):
        found |= {one or other for one, other in USES.findall(path.read_text())}
    return found | {item.icon for item in declared()}


@pytest.mark.parametrize("name", sorted(used_icons()))
def test_icon_exists(name):
    assert render_icon(name, 18, "", "").startswith("<svg")


def test_a_label_makes_an_icon_speak():
    assert 'aria-label="Error:"' in render_icon("x", 16, "Error:", "")
    assert 'aria-hidden="true"' in render_icon("x", 16, "", "")


def test_a_label_cannot_become_markup():
    assert "<b>" not in render_icon("x", 16, '"><b>', "")
