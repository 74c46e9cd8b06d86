"""Page tokens go out and come back; all else is refused."""

from __future__ import annotations

import base64
import json

import pytest
from hypothesis import given, strategies as st

from registry.logic.mlflow_filters import BadQuery
from registry.logic.mlflow_pages import LAST_PLACE, offset_of, page_token


@given(st.integers(0, LAST_PLACE))
def test_a_token_leads_back_to_its_place(offset):
    assert offset_of(page_token(offset)) == offset


def test_a_token_is_what_mlflow_makes_of_it():
    assert page_token(2) == "eyJvZmZzZXQiOiAyfQ=="


@given(st.text(max_size=60))
def test_what_was_never_given_out_is_refused_or_a_place(token):
    try:
        offset = offset_of(token)
    except BadQuery:
        return
    assert 0 <= offset <= LAST_PLACE


@pytest.mark.parametrize(
    "content",
    [{"offset": -1}, {"offset": True}, {"offset": "2"}, {"offset": 10**12}, {"o": 1}, [1], 2, None],
    ids=str,
)
def test_a_token_with_something_else_in_it_is_refused(content):
    with pytest.raises(BadQuery):
        offset_of(base64.b64encode(json.dumps(content).encode()).decode())
