"""An address that names nothing."""

from __future__ import annotations

import pytest
from django.http import Http404  # noqa: TID251

from coe_portal.not_found import found_or_404


def test_nothing_is_answered_with_404():
    with pytest.raises(Http404):
        found_or_404(None)


@pytest.mark.parametrize("found", [0, "", ()])
def test_what_is_empty_is_found_all_the_same(found):
    assert found_or_404(found) is found
