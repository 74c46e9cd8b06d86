from __future__ import annotations

import pytest

from tests.architecture import kpi_table

pytestmark = pytest.mark.architecture


def test_the_catalogue_is_what_the_code_declares():
    written = kpi_table.DOCUMENT.read_text(encoding="utf-8")

    assert written == kpi_table.rendered(), "run `make docs`"
