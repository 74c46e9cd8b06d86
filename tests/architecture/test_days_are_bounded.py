"""Days that people enter can be reckoned with: one in the year 9999 breaks every later page."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from coe_portal.settings import env

pytestmark = pytest.mark.architecture

RAW = re.compile(r"\b(?:forms|serializers|django_filters)\.Date(?:Time)?(?:Field|Filter)\(")
APPS = ("coe_portal", "intake", "governance", "registry", "metrics", "training")


def test_forms_and_the_api_use_our_fields():
    """Those of `coe_portal.ui.forms` and of `coe_portal.api.fields`."""
    raw = [
        f"{path.relative_to(env.BASE_DIR)}: {match[0]}"
        for app in APPS
        for path in sorted(Path(env.BASE_DIR, app).rglob("*.py"))
        for match in RAW.finditer(path.read_text(encoding="utf-8"))
    ]
    assert raw == []
